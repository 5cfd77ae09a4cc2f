import { sql, type Insertable, type Selectable } from 'kysely'
import type { Candidate } from '#src/monitoring/judgeDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { BacktestAlerts, BacktestOutcome, Backtests } from '#src/platform/db.types.ts'

export type BacktestRow = Selectable<Backtests>
export type BacktestAlert = Selectable<BacktestAlerts> & { merchantName: string }

export const insertBacktest = (db: WritableDb, row: Insertable<Backtests>): Promise<unknown> =>
  db.insertInto('backtests').values(row).execute()

export const changeBacktest = (db: WritableDb, id: string, change: Partial<Omit<BacktestRow, 'done_digest'>>): Promise<unknown> =>
  db.updateTable('backtests').set(change).where('id', '=', id).execute()

/** The last that was ordered for a proposal. */
export const findBacktestOf = async (db: ReadDb, versionId: string): Promise<BacktestRow | null> =>
  (await db.selectFrom('backtests').selectAll().where('version_id', '=', versionId).orderBy('id', 'desc').limit(1).executeTakeFirst()) ??
    null

export const findBacktest = async (db: ReadDb, id: string): Promise<BacktestRow | null> =>
  (await db.selectFrom('backtests').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Ordered, or begun by somebody who has given no sign since. */
export const listBacktestsDue = (db: ReadDb, idleSince: Date, limit: number): Promise<BacktestRow[]> =>
  db
    .selectFrom('backtests')
    .selectAll()
    .where((eb) => eb.or([eb('state', '=', 'ordered'), eb.and([eb('state', '=', 'running'), eb('seen_at', '<', idleSince)])]))
    .orderBy('id')
    .limit(limit)
    .execute()

export const lockBacktest = async (db: WritableDb, id: string): Promise<BacktestRow | null> =>
  (await db.selectFrom('backtests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

const batch = 500

export const insertBacktestAlerts = async (
  db: WritableDb,
  backtestId: string,
  outcome: BacktestOutcome,
  all: readonly Candidate[],
): Promise<void> => {
  for (let i = 0; i < all.length; i += batch) {
    await db
      .insertInto('backtest_alerts')
      .values(
        all.slice(i, i + batch).map(({ merchantId, to, found: { subject, level, says, inputs, values, limits } }) => ({
          backtest_id: backtestId,
          outcome,
          merchant_id: merchantId,
          subject,
          level,
          raised_on: to,
          finding: JSON.stringify({ says, inputs, values, limits }),
        })),
      )
      .execute()
  }
}

/** A page of what a back-test gained and lost, what was lost first. */
export const listBacktestAlerts = (db: ReadDb, backtestId: string, after: number | null, limit: number): Promise<BacktestAlert[]> =>
  db
    .selectFrom('backtest_alerts as b')
    .innerJoin('merchants as m', 'm.id', 'b.merchant_id')
    .selectAll('b')
    .select('m.name as merchantName')
    .where('b.backtest_id', '=', backtestId)
    .$if(after !== null, (query) => query.where('b.id', '>', after!))
    .orderBy('b.id')
    .limit(limit)
    .execute()

export type ByMerchant = { merchantId: string; merchantName: string; gained: number; lost: number }
/** Whom it would change most for. */
export const listBacktestMerchants = async (db: ReadDb, backtestId: string, limit: number): Promise<ByMerchant[]> =>
  (await sql<ByMerchant>`select b.merchant_id as "merchantId", min(m.name) as "merchantName", count(*) filter (where outcome = 'gained')::int as gained, count(*) filter (where outcome = 'lost')::int as lost
    from backtest_alerts b join merchants m on m.id = b.merchant_id where b.backtest_id = ${backtestId} group by 1 order by count(*) desc, 1 limit ${limit}`
    .execute(db))
    .rows
