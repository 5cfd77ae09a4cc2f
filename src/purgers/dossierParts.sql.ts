import { sql, type RawBuilder } from 'kysely'
import type { Purger } from './purger.sql.ts'

type Ids = RawBuilder<unknown>

/**
 * Pictures, what was read in them, and what was concluded from that. Text, findings, checks, corrections and dates of expiry go with their
 * piece by its key.
 */
export const piecesOf = (dossiers: Ids): NonNullable<Purger['withIt']> => ({
  measures_erased: sql`delete from identification_measures where dossier_id in (${dossiers})`,
  // a change of account rests on its RIB
  account_changes_erased: sql`delete from account_changes where dossier_id in (${dossiers})`,
  pieces_erased: sql`delete from documents where dossier_id in (${dossiers})`,
  // copies made for an inspection
  inspections_erased: sql`delete from inspection_packs where dossier_id in (${dossiers})`,
})

/** What was asked and answered, and by which clock. */
const requestsOf = (dossiers: Ids): NonNullable<Purger['withIt']> => ({
  requests_gone: sql`select r.id from document_requests r where r.dossier_id in (${dossiers})`,
  ...Object.fromEntries(
    ['document_request_items', 'clock_extensions', 'clock_suspensions', 'clock_floors', 'clock_reminders'].map((
      table,
    ) => [`${table}_erased`, sql`delete from ${sql.table(table)} where request_id in (select id from requests_gone)`]),
  ),
  reviews_due_erased: sql`delete from periodic_reviews where dossier_id in (${dossiers})`,
  requests_erased: sql`delete from document_requests where id in (select id from requests_gone)`,
})

const judgementsOf = (dossiers: Ids): NonNullable<Purger['withIt']> => ({
  decisions_erased: sql`delete from decisions where dossier_id in (${dossiers})`,
  overrides_erased: sql`delete from gap_overrides where dossier_id in (${dossiers})`,
  ratings_erased: sql`delete from ratings where dossier_id in (${dossiers})`,
  rating_overrides_erased: sql`delete from rating_overrides where dossier_id in (${dossiers})`,
  rating_facts_erased: sql`delete from rating_facts where dossier_id in (${dossiers})`,
  presences_erased:
    sql`delete from review_presences where review_item_id in (select i.id from review_items i where i.dossier_id in (${dossiers}))`,
  reviews_erased: sql`delete from review_items where dossier_id in (${dossiers})`,
})

/** An account that money went to stays as a number: payouts name it. */
const accountsOf = (dossiers: Ids): NonNullable<Purger['withIt']> => ({
  accounts_erased:
    sql`delete from payout_accounts where dossier_id in (${dossiers}) and not exists (select from payouts o where o.account_id = payout_accounts.id)`,
  accounts_emptied:
    sql`update payout_accounts set iban = '', bic = null, holder = '' where dossier_id in (${dossiers}) and exists (select from payouts o where o.account_id = payout_accounts.id)`,
})

const notesOn = (notes: Ids): NonNullable<Purger['withIt']> => ({
  notes_gone: sql`select n.id from notes n where ${notes}`,
  attachments_erased: sql`delete from note_attachments where note_id in (select id from notes_gone)`,
  notes_erased: sql`delete from notes where id in (select id from notes_gone)`,
})

/** Everything a dossier is made of; its own row stays as a number, without words. `notes`: which go, by the letter n. */
export const wholeOf = (dossiers: Ids, notes: Ids): NonNullable<Purger['withIt']> => ({
  ...piecesOf(dossiers),
  ...requestsOf(dossiers),
  ...judgementsOf(dossiers),
  ...accountsOf(dossiers),
  ...notesOn(notes),
  // what was found by comparing them with the lists goes by its foreign keys
  compared_erased: sql`delete from screening_subjects where dossier_id in (${dossiers})`,
  contracts_erased: sql`delete from contracts where dossier_id in (${dossiers})`,
  people_erased: sql`delete from people where dossier_id in (${dossiers})`,
  companies_erased: sql`delete from companies where dossier_id in (${dossiers})`,
})

export const pieceFiles = (dossiers: Ids, root: string): RawBuilder<unknown> =>
  sql`select o.${sql.raw(root)} as id, o.storage_key as key from documents o where o.dossier_id in (${dossiers})
  union all select i.${sql.raw(root)}, i.storage_key from inspection_packs i where i.dossier_id in (${dossiers}) and i.storage_key is not null`

/** By the dossier or the merchant that is erased (`root`, a column of all of them). */
export const filesOf = (dossiers: Ids, root: string): RawBuilder<unknown> =>
  sql`${pieceFiles(dossiers, root)}
  union all select c.${sql.raw(root)}, file.key from contracts c cross join lateral (values (c.storage_key), (c.signed_storage_key)) file(key) where c.dossier_id in (${dossiers}) and file.key is not null`

export const buriedWith = (dossiers: Ids): RawBuilder<unknown> =>
  sql`select o.id from documents o where o.dossier_id in (${dossiers}) union all select n.id from people n where n.dossier_id in (${dossiers})`
