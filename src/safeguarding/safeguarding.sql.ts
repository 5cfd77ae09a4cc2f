import { sql, type Insertable, type Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SafeguardingDays } from '#src/platform/db.types.ts'
import type { Movement, Position } from './safeguarding.ts'

export type DayRow = Selectable<SafeguardingDays>

export const positionOf = (row: DayRow): Position => ({
  availableCents: row.available_cents,
  reserveCents: row.reserve_cents,
  amlHoldCents: row.aml_hold_cents,
  frozenCents: row.frozen_cents,
  inTransitCents: row.in_transit_cents,
  returnedCents: row.returned_cents,
  schemePayableCents: row.scheme_payable_cents,
  bankCents: row.bank_cents,
  ownFeesCents: row.own_fees_cents,
})

/** What moved in the live book, in euros, after one day and up to another; from the beginning where `after` is null. */
export const listMovements = async (db: ReadDb, after: Day | null, to: Day): Promise<Movement[]> =>
  (await sql<Movement>`select coalesce(o.kind, e.kind) as kind, p.account, sum(p.amount_cents)::bigint as cents
    from ledger_entries e join ledger_postings p on p.entry_id = e.id left join ledger_entries o on o.id = e.reverses
    where e.book = 'live' and e.currency = 'eur' and e.accounting_on > ${after ?? '-infinity'}::date and e.accounting_on <= ${to}::date group by 1, 2`
    .execute(db))
    .rows

export const findFirstDay = async (db: ReadDb): Promise<Day | null> =>
  (await db.selectFrom('ledger_entries').select('accounting_on').where('book', '=', 'live').orderBy('id').limit(1).executeTakeFirst())
    ?.accounting_on ?? null

export const findLastChecked = async (db: ReadDb): Promise<DayRow | null> =>
  (await db.selectFrom('safeguarding_days').selectAll().orderBy('on_day', 'desc').limit(1).executeTakeFirst()) ?? null

/** False where that day was checked before. */
export const insertDay = async (db: WritableDb, row: Insertable<SafeguardingDays>): Promise<boolean> =>
  (await db
    .insertInto('safeguarding_days')
    .values(row)
    .onConflict((oc) => oc.column('on_day').doNothing())
    .returning('on_day')
    .executeTakeFirst()) !== undefined

/** The newest first, from before a day. */
export const listDays = (db: ReadDb, before: Day | null, isBroken: boolean, limit: number): Promise<DayRow[]> =>
  db
    .selectFrom('safeguarding_days')
    .selectAll()
    .$if(before !== null, (query) => query.where('on_day', '<', before ?? ''))
    .$if(isBroken, (query) => query.where('break_cents', '>', 0))
    .orderBy('on_day', 'desc')
    .limit(limit)
    .execute()

export const countBroken = async (db: ReadDb): Promise<number> =>
  (await db
    .selectFrom('safeguarding_days')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('break_cents', '>', 0)
    .executeTakeFirstOrThrow())
    .count
