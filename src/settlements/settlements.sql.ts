import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SettlementLines } from '#src/platform/db.types.ts'

export type LineRow = Selectable<SettlementLines>

/** False where that line was read before, in this report or another. */
export const insertLine = async (db: WritableDb, row: Insertable<SettlementLines>): Promise<boolean> =>
  (await db.insertInto('settlement_lines').values(row).onConflict((oc) => oc.columns(['act', 'reference']).doNothing()).returning('id').executeTakeFirst()) !== undefined

export const isLineRead = async (db: ReadDb, act: string, reference: string): Promise<boolean> =>
  (await db.selectFrom('settlement_lines').select('id').where('act', '=', act).where('reference', '=', reference).executeTakeFirst()) !== undefined

export type OpenBreak = LineRow & { merchantId: string | null; merchantName: string | null; cancelRefused: string | null }

/** The bank was told to let go of that payment, and said this instead; null where it was not, or did. */
const cancelRefused = sql<string | null>`(select max(c.response) from acquirer_calls c where c.payment_id = l.payment_id and c.act = 'cancel' and c.state = 'answered' having count(*) filter (where c.response = '00') = 0)`

/** Lines that fit nothing we know, and that nobody has dealt with: the oldest first, with the merchant where there is one. */
export const listBreaks = (db: ReadDb, after: string | null, limit: number): Promise<OpenBreak[]> =>
  db.selectFrom('settlement_lines as l').leftJoin('payments as p', 'p.id', 'l.payment_id').leftJoin('merchants as m', 'm.id', 'p.merchant_id').selectAll('l').select(['m.id as merchantId', 'm.name as merchantName', cancelRefused.as('cancelRefused')])
    .where('l.outcome', '=', 'broken').where('l.resolved_at', 'is', null).$if(after !== null, (query) => query.where('l.id', '>', after ?? '')).orderBy('l.id').limit(limit).execute()

/** How many, up to `cap`. */
export const breakCount = (cap: number): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from (select from settlement_lines where outcome = 'broken' and resolved_at is null limit ${cap}) nearest`
export const countBreaks = async (db: ReadDb, cap: number): Promise<number> => (await breakCount(cap).execute(db)).rows[0]!.count

export const findLine = async (db: ReadDb, id: string): Promise<LineRow | null> => (await db.selectFrom('settlement_lines').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockLine = async (db: WritableDb, id: string): Promise<LineRow | null> =>
  (await db.selectFrom('settlement_lines').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const closeLine = async (db: WritableDb, id: string, { at, by, resolution }: { at: Date; by: string; resolution: string }): Promise<void> =>
  void (await db.updateTable('settlement_lines').set({ resolved_at: at, resolved_by: by, resolution }).where('id', '=', id).execute())

export const listLinesOf = (db: ReadDb, paymentId: string): Promise<LineRow[]> =>
  db.selectFrom('settlement_lines').selectAll().where('payment_id', '=', paymentId).orderBy('id').execute()
