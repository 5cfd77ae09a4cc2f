import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SettlementLines } from '#src/platform/db.types.ts'

export type LineRow = Selectable<SettlementLines>

/** False where that line was read before, in this report or another. */
export const insertLine = async (db: WritableDb, row: Insertable<SettlementLines>): Promise<boolean> =>
  (await db
    .insertInto('settlement_lines')
    .values(row)
    .onConflict((oc) => oc.columns(['act', 'reference', 'amount_cents', 'currency']).doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

type Words = { act: string; reference: string; amountCents: number; currency: string }

/** What was kept of a line that says the same; of another amount it is another line. Lock its payment first. */
export const lockLineSaid = async (db: WritableDb, { act, reference, amountCents, currency }: Words): Promise<LineRow | null> =>
  (await db
    .selectFrom('settlement_lines')
    .selectAll()
    .where('act', '=', act)
    .where('reference', '=', reference)
    .where('amount_cents', '=', amountCents)
    .where('currency', '=', currency)
    .forUpdate()
    .executeTakeFirst()) ?? null

export const changeLine = async (db: WritableDb, id: string, change: Updateable<SettlementLines>): Promise<void> =>
  void (await db.updateTable('settlement_lines').set(change).where('id', '=', id).execute())

/**
 * Breaks that what we come to know may heal, and that nobody has dealt with. By key; those read before their words were kept heal when they
 * are read again.
 */
export const findHealable = (
  db: ReadDb,
  reasons: readonly string[],
  after: Pick<LineRow, 'id'> | null,
  limit: number,
): Promise<LineRow[]> =>
  db
    .selectFrom('settlement_lines')
    .selectAll()
    .where('outcome', '=', 'broken')
    .where('resolved_at', 'is', null)
    .where('reason', 'in', reasons)
    .where('scheme', 'is not', null)
    .$if(after !== null, (query) => query.where('id', '>', after?.id ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()

/** Days that are over and were never read to their end, since the first that was. */
export const findUnreadDays = async (db: ReadDb, today: Day): Promise<Day[]> =>
  (await sql<{ on: Day }>`select d::date as on from generate_series((select min(reported_on) from settlement_report_days), ${today}::date - 1, interval '1 day') d
    where not exists (select from settlement_report_days r where r.reported_on = d::date) order by 1`
    .execute(db))
    .rows
    .map(({ on }) => on)

/** False where that day was read before. */
export const insertReportDay = async (db: WritableDb, on: Day, at: Date): Promise<boolean> =>
  (await db
    .insertInto('settlement_report_days')
    .values({ reported_on: on, read_at: at })
    .onConflict((oc) => oc.column('reported_on').doNothing())
    .returning('reported_on')
    .executeTakeFirst()) !== undefined

export type OpenBreak = LineRow & { merchantId: string | null; merchantName: string | null; cancelRefused: string | null }

/** The bank was told to let go of that payment, and said this instead; null where it was not, or did. */
const cancelRefused = sql<string | null>`(select max(c.response) from acquirer_calls c where c.payment_id = l.payment_id and c.act = 'cancel' and c.state = 'answered' having count(*) filter (where c.response = '00') = 0)`

/** Lines that fit nothing we know, and that nobody has dealt with: the oldest first, with the merchant where there is one. */
export const listBreaks = (db: ReadDb, after: string | null, limit: number): Promise<OpenBreak[]> =>
  db
    .selectFrom('settlement_lines as l')
    .leftJoin('payments as p', 'p.id', 'l.payment_id')
    .leftJoin('merchants as m', 'm.id', 'p.merchant_id')
    .selectAll('l')
    .select(['m.id as merchantId', 'm.name as merchantName', cancelRefused.as('cancelRefused')])
    .where('l.outcome', '=', 'broken')
    .where('l.resolved_at', 'is', null)
    .$if(after !== null, (query) => query.where('l.id', '>', after ?? ''))
    .orderBy('l.id')
    .limit(limit)
    .execute()

/** How many, up to `cap`. */
export const breakCount = (cap: number): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from (select from settlement_lines where outcome = 'broken' and resolved_at is null limit ${cap}) nearest`
export const countBreaks = async (db: ReadDb, cap: number): Promise<number> => (await breakCount(cap).execute(db)).rows[0]!.count

export const findLine = async (db: ReadDb, id: string): Promise<LineRow | null> =>
  (await db.selectFrom('settlement_lines').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockLine = async (db: WritableDb, id: string): Promise<LineRow | null> =>
  (await db.selectFrom('settlement_lines').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const closeLine = async (
  db: WritableDb,
  id: string,
  { at, by, resolution }: { at: Date; by: string; resolution: string },
): Promise<void> =>
  void (await db.updateTable('settlement_lines').set({ resolved_at: at, resolved_by: by, resolution }).where('id', '=', id).execute())

export const listLinesOf = (db: ReadDb, paymentId: string): Promise<LineRow[]> =>
  db.selectFrom('settlement_lines').selectAll().where('payment_id', '=', paymentId).orderBy('id').execute()
