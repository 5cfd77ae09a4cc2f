import { sql, type RawBuilder } from 'kysely'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Stand } from './facts.ts'

const peopleOf =
  sql`coalesce((select json_agg(json_build_object('id', n.id, 'kind', n.kind, 'nationality', n.nationality, 'isPep', n.is_pep, 'capitalBps', n.capital_bps, 'votesBps', n.votes_bps,
    'throughId', n.through_person_id, 'throughCapitalBps', n.through_capital_bps, 'throughVotesBps', n.through_votes_bps) order by n.id)
  from people n where n.dossier_id = d.id and n.removed_at is null), '[]')`

const read = async (db: ReadDb, day: Day, which: RawBuilder<unknown>): Promise<Stand[]> =>
  (await sql<Stand>`select d.id as "dossierId", d.merchant_id as "merchantId", c.legal_form as "legalForm", c.mcc, c.website, c.country, left(a.iban, 2) as "ibanCountry",
      c.expected_monthly_cents as "expectedMonthlyCents", c.expected_ticket_cents as "expectedTicketCents", ${peopleOf} as people,
      exists (select from screening_hits h join screening_subjects u on u.id = h.subject_id left join people n on n.id = u.person_id
        where h.dossier_id = d.id and h.topic = 'pep' and h.state = 'same' and n.removed_at is null) as "hasConfirmedPep",
      coalesce((select sum(t.captured_cents) from merchant_days t where t.merchant_id = d.merchant_id and t.traded_on > ${addDays(day, -30)}::date and t.traded_on <= ${day}::date), 0)::bigint as "tradedCents",
      exists (select from programme_months p where p.merchant_id = d.merchant_id and p.standing = 'reached' and p.month >= date_trunc('month', ${day}::date) - interval '1 month') as "hasReachedProgramme",
      array(select f.fact from rating_facts f where f.dossier_id = d.id and f.withdrawn_at is null) as noted
    from dossiers d join companies c on c.dossier_id = d.id left join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
    where ${which}`
    .execute(db))
    .rows

/** One file; null before its company is known. */
export const readStand = async (db: ReadDb, dossierId: string, day: Day): Promise<Stand | null> =>
  (await read(db, day, sql`d.id = ${dossierId}`))[0] ?? null

/** Those whom we serve or may come to serve: filed, and neither refused, lapsed, ended nor erased. */
export const isOfPortfolio =
  sql`d.state not in ('draft', 'lapsed', 'rejected') and not d.is_erased and not exists (select from merchants m where m.id = d.merchant_id and m.ended_on is not null)`

export const listStands = (db: ReadDb, day: Day, after: string | null, limit: number): Promise<Stand[]> =>
  read(db, day, sql`${isOfPortfolio} and d.id > ${after ?? ''} order by d.id limit ${limit}`)

/** Of these merchants. */
export const listStandsOf = (db: ReadDb, day: Day, merchantIds: readonly string[]): Promise<Stand[]> =>
  read(db, day, sql`${isOfPortfolio} and d.merchant_id = any(${merchantIds}::text[]) order by d.id`)
