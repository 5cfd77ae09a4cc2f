import { sql } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Unpaid } from './payoutLines.ts'

/**
 * What a merchant could be paid, and what it is made of, in one picture of the books. `positionCents`: available less owed. `coversTo`:
 * every entry up to it is committed or never will be, so that the next payout may begin after it.
 */
export type Collected = { positionCents: number; coversTo: number; tradedOn: Day | null; unpaid: Unpaid[] }

type Row = Omit<Unpaid, 'entryId'> & { entryId: number | null; positionCents: number; coversTo: number; tradedOn: Day | null }

export const readCollected = async (db: ReadDb, merchantId: string): Promise<Collected> => {
  const { rows } = await sql<Row>`
    with position as materialized (
      select coalesce(-sum(b.amount_cents), 0)::bigint as cents from ledger_balances(${merchantId}, 'live', 'eur') b where b.account in (2020, 1400)),
    horizon as (select covered_to from ledger_horizon),
    floor as (select coalesce(max(covers_to), 0) as entry from payouts where merchant_id = ${merchantId}),
    moved as (
      select p.entry_id, -sum(p.amount_cents)::bigint as effect from ledger_postings p, floor
      where p.merchant_id = ${merchantId} and p.book = 'live' and p.currency = 'eur' and p.account in (2020, 1400) and p.entry_id > floor.entry
        and not exists (select from payout_lines l where l.entry_id = p.entry_id)
      group by p.entry_id having sum(p.amount_cents) <> 0),
    unpaid as (
      select e.id, e.kind, o.kind as reversed_kind, e.subject_id, m.effect, case when e.kind = 'available' or o.kind = 'available' then pay.amount_cents end as gross,
        case when e.kind = 'available' then coalesce(pay.processed_at, pay.created_at) end as traded_at
      from moved m join ledger_entries e on e.id = m.entry_id left join ledger_entries o on o.id = e.reverses left join payments pay on pay.id = e.subject_id
      where e.kind <> 'payout_created')
    select position.cents as "positionCents", horizon.covered_to as "coversTo", (max(u.traded_at) over () at time zone 'Europe/Paris')::date as "tradedOn",
      u.id as "entryId", u.kind, u.reversed_kind as "reversedKind", u.subject_id as "subjectId", u.effect as "effectCents", u.gross as "grossCents"
    from position cross join horizon left join unpaid u on true order by u.id`
    .execute(db)
  const [first] = rows
  return {
    positionCents: first?.positionCents ?? 0,
    coversTo: first?.coversTo ?? 0,
    tradedOn: first?.tradedOn ?? null,
    unpaid: rows.flatMap((
      { entryId, kind, reversedKind, subjectId, effectCents, grossCents },
    ) => (entryId === null ? [] : [{ entryId, kind, reversedKind, subjectId, effectCents, grossCents }])),
  }
}

export type Due = { merchantId: string }

/**
 * Merchants who have more than they owe, and those whose payout came back and waits for a proved account. By key. Costs, for each merchant,
 * his snapshot and what came after it on two accounts. Of a contract that is over what was let go is paid by the rooms that let it go
 * (src/releases, src/contracts).
 */
export const findDue = async (db: ReadDb, after: Due | null, limit: number): Promise<Due[]> =>
  (await sql<Due>`
    select m.id as "merchantId" from merchants m
    cross join lateral (
      select coalesce(sum(coalesce(s.amount_cents, 0) + coalesce(tail.cents, 0)), 0) as cents from (values (2020::smallint), (1400::smallint)) a(number)
      left join ledger_snapshots s on s.merchant_id = m.id and s.book = 'live' and s.currency = 'eur'::char(3) and s.account = a.number
      left join lateral (select sum(p.amount_cents) as cents from ledger_postings p
        where p.merchant_id = m.id and p.book = 'live' and p.currency = 'eur'::char(3) and p.account = a.number and p.entry_id > coalesce(s.covers_to, 0)) tail on true) own
    where m.id > ${after?.merchantId ?? ''} and m.state <> 'terminated' and not exists (select from contract_ends c where c.merchant_id = m.id and c.state in ('ended', 'settled')) and (own.cents < 0 or exists (select from payouts o where o.merchant_id = m.id and o.returned_at is not null and o.recredited_at is null))
    order by m.id limit ${limit}`
    .execute(db))
    .rows

export type Foreign = { merchantId: string; currency: string }

/** Who had money available in a currency that no payout takes. By key. */
export const findForeign = async (db: ReadDb, after: Foreign | null, limit: number): Promise<Foreign[]> =>
  (await sql<Foreign>`
    select distinct merchant_id as "merchantId", currency::text as currency from ledger_postings where book = 'live' and account = 2020 and currency <> 'eur'
      and (merchant_id, currency) > (${after?.merchantId ?? ''}, ${after?.currency ?? ''}::char(3)) order by 1, 2 limit ${limit}`
    .execute(db))
    .rows
