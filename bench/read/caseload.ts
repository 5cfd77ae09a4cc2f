import { sql } from 'kysely'
import { inspectFiles, receiveDocument } from '#src/documents/receiveDocument.ts'
import { unit } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { addMerchants, id, now, settle, type Ground } from '../ground.ts'
import type { Picture } from './pictures.ts'

const dossiers = 10_000
/** As many pieces as a complete dossier of a company has. */
const perDossier = 8

const idOf = (prefix: string, number: number): string => `${prefix}_${String(number).padStart(24, '0')}`
export const dossierOf = (number: number): string => idOf('doss', number)

/** A queue of ten thousand; those whose pieces will be read have a company, a person and an account. */
export const fill = async ({ database }: Ground, complete: number): Promise<void> => {
  await addMerchants(database, 1, dossiers)
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, 'new_dossier', 'open', 'low', ${now}, ${now}::timestamptz + i * interval '1 minute', ${now}
    from generate_series(1, ${dossiers}::int) i`
    .execute(database.db)
  await sql`insert into companies (dossier_id, legal_form, name, siren, siret, address_line1, postcode, city, activity, naf, mcc, website, expected_monthly_cents, expected_ticket_cents, updated_at)
    select ${id('doss')}, 'sas', 'Atelier des Trois Rivières', '732829320', '73282932000074', '12 bis rue de la Roquette', '75011', 'Paris', 'Vente de vaisselle', '47.59B', '5719', 'https://atelier.example',
      1200000, 4500, ${now} from generate_series(1, ${complete}::int) i`
    .execute(database.db)
  await sql`insert into people (id, dossier_id, kind, is_representative, is_beneficial_owner, role, given_names, family_name, birth_date, birth_place, birth_country, nationality, address, capital_bps, votes_bps, created_at)
    select ${id('pers')}, ${id('doss')}, 'natural', true, true, 'president', 'Étienne', 'Lefèbvre', '1978-11-02', 'Besançon', 'FR', 'FR', '33 rue des Lilas, 75012 Paris', 10000, 10000, ${now}
    from generate_series(1, ${complete}::int) i`
    .execute(database.db)
  await sql`insert into payout_accounts (id, dossier_id, iban, bic, holder, created_at)
    select ${id('pacc')}, ${id('doss')}, 'FR1420041010050500013M02606', 'PSSTFRPPPAR', 'Atelier des Trois Rivières', ${now} from generate_series(1, ${complete}::int) i`
    .execute(database.db)
  await settle(database)
}

export const dossiersFor = (pages: number): number => Math.ceil(pages / perDossier)

/** The line of the checklist that a picture of its kind answers, by its name. */
const lineOf = (name: string, person: string): { requirementKey: string; kind: string; personId: string | null } => {
  const ofPerson = (kind: string) => ({ requirementKey: `${kind}:${person}`, kind, personId: person })
  const ofCompany = (kind: string) => ({ requirementKey: kind, kind, personId: null })
  if (/cni|passport|passeport|sejour/.test(name)) return ofPerson('identity_document')
  if (/address|facture/.test(name)) return ofPerson('proof_of_address')
  return ofCompany(/rib/.test(name) ? 'payout_account_proof' : /statut/.test(name) ? 'statutes' : 'registration_proof')
}

/**
 * No two files are the same to the last byte: the same one twice would be refused, or be a sign of fraud. What follows the end of a picture
 * is no part of it.
 */
const unlike = (bytes: Buffer, number: number): Buffer => Buffer.concat([bytes, Buffer.from(`\n%${number}`)])

/** One page each, sent as merchants send them, sealed and stored; `first` is the number of the first dossier. */
export const send = async ({ ctx }: Ground, pictures: readonly Picture[], pages: number, first: number): Promise<void> => {
  for (let at = 0; at < pages; at++) {
    const [number, picture] = [first + Math.floor(at / perDossier), pictures[at % pictures.length]!]
    const [merchantId, dossierId] = [idOf('mrch', number), dossierOf(number)]
    const [inspected] = await inspectFiles([{ fileName: picture.name, bytes: unlike(picture.bytes, first * perDossier + at) }])
    await unit(ctx('bench'), async (tx) => {
      if (at % perDossier === 0) await createMerchantKey(tx, merchantId)
      await receiveDocument(tx, { merchantId, dossierId, ...lineOf(picture.name, idOf('pers', number)), ...inspected! })
    })
  }
}
