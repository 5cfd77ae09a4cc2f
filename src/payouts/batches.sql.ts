import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { PayoutBatches, PayoutState } from '#src/platform/db.types.ts'
import { recordRows } from '#src/platform/record.ts'
import type { PayoutRow } from './payouts.sql.ts'

export type BatchRow = Selectable<PayoutBatches>

export const insertBatch = async (db: WritableDb, row: Insertable<PayoutBatches>): Promise<void> =>
  void (await db.insertInto('payout_batches').values(row).execute())

export const changeBatch = (db: WritableDb, id: string, change: Updateable<PayoutBatches>): Promise<BatchRow> =>
  db.updateTable('payout_batches').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export const lockBatch = async (db: WritableDb, id: string): Promise<BatchRow | null> =>
  (await db.selectFrom('payout_batches').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const findBatch = async (db: ReadDb, id: string): Promise<BatchRow | null> =>
  (await db.selectFrom('payout_batches').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Those the bank has not taken, the oldest first. */
export const listWaitingBatches = (db: ReadDb): Promise<BatchRow[]> =>
  db.selectFrom('payout_batches').selectAll().where('handed_at', 'is', null).orderBy('id').execute()

export type ListedBatch = BatchRow & { readyCount: number; readyCents: number }

/** The newest first, each with what it holds that did not fail; `id`: that one alone. */
export const listBatches = async (
  db: ReadDb,
  { before, id = null }: { before: string | null; id?: string | null },
  limit: number,
): Promise<ListedBatch[]> => {
  const rows = await db
    .selectFrom('payout_batches')
    .selectAll()
    .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
    .$if(before !== null, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const sums = await db
    .selectFrom('payouts')
    .select([
      'batch_id',
      ({ fn }) => fn.countAll<number>().as('count'),
      sql<number>`sum(amount_cents)::bigint`.as('cents'),
    ])
    .where('batch_id', 'in', rows.map(({ id }) => id))
    .where('state', '<>', 'failed')
    .groupBy('batch_id')
    .execute()
  const of = new Map(sums.map((one) => [one.batch_id, one]))
  return rows.map((row) => ({ ...row, readyCount: of.get(row.id)?.count ?? 0, readyCents: of.get(row.id)?.cents ?? 0 }))
}

export const hasPending = async (db: ReadDb): Promise<boolean> =>
  (await db.selectFrom('payouts').select('id').where('state', '=', 'pending').limit(1).executeTakeFirst()) !== undefined

/** Who fills a batch is alone with what waits. */
export const lockOpening = async (db: WritableDb): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtextextended('payouts:open a batch', 0))`.execute(db))

/** What waits joins the batch. How many. */
export const fillBatch = async (tx: Tx, batchId: string, { to, event }: Step<PayoutState>, most: number): Promise<number> =>
  (await recordRows(
    tx,
    event,
    sql`update payouts set state = ${to}::payout_state, batch_id = ${batchId}
    where id in (select id from payouts where state = 'pending' order by id limit ${most} for update)
    returning id as subject_id, merchant_id, jsonb_build_object('batchId', batch_id, 'amountCents', amount_cents, 'to', state) as data`,
  ))
    .length

export const lockPayoutsOf = (db: WritableDb, batchId: string, state: PayoutState): Promise<PayoutRow[]> =>
  db.selectFrom('payouts').selectAll().where('batch_id', '=', batchId).where('state', '=', state).orderBy('id').forUpdate().execute()

/** What is still ready in the batch is with the bank now. How many, and how much. */
export const sendBatch = async (
  tx: Tx,
  batchId: string,
  { to, event }: Step<PayoutState>,
  bankOn: string,
): Promise<{ count: number; cents: number }> => {
  const rows = await recordRows<{ amount_cents: number }>(
    tx,
    event,
    sql`update payouts set state = ${to}::payout_state, sent_at = ${tx.now}, bank_on = ${bankOn}::date
    where batch_id = ${batchId} and state = 'to_pay'
    returning id as subject_id, merchant_id, amount_cents, jsonb_build_object('batchId', batch_id, 'amountCents', amount_cents, 'to', state) as data`,
  )
  return { count: rows.length, cents: rows.reduce((sum, row) => sum + row.amount_cents, 0) }
}

export type TransferRow = Pick<PayoutRow, 'id' | 'amount_cents' | 'statement_description'> & {
  iban: string
  bic: string | null
  holder: string
}

/** Everything that was sent in a closed batch, whatever became of it since: its file says the same for ever. */
export const listTransfers = (db: ReadDb, batchId: string): Promise<TransferRow[]> =>
  db
    .selectFrom('payouts as p')
    .innerJoin('payout_accounts as a', 'a.id', 'p.account_id')
    .select(['p.id', 'p.amount_cents', 'p.statement_description', 'a.iban', 'a.bic', 'a.holder'])
    .where('p.batch_id', '=', batchId)
    .where('p.sent_at', 'is not', null)
    .orderBy('p.id')
    .execute()
