import type { Selectable } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from './ctx.ts'
import type { Database } from './db.ts'
import type { JobOrders } from './db.types.ts'

export type JobOrder = Selectable<JobOrders>
type NewOrder = { job: string; at: Date; dryRun: boolean; orderedBy: string }

/** The order is a row; what the queue carries is its id. */
export const keepOrder = async (tx: Tx, { job, at, dryRun, orderedBy }: NewOrder): Promise<string> => {
  const id = newId('jord', tx.now)
  await tx
    .db
    .insertInto('job_orders')
    .values({ id, job, as_of: at, is_dry_run: dryRun, ordered_by: orderedBy, ordered_at: tx.now })
    .execute()
  return id
}

/** Undefined: nobody ordered that of this job, or it was carried out; whatever stands in the queue, nothing is run. */
export const findOrder = (db: Database, id: string, job: string): Promise<JobOrder | undefined> =>
  db.selectFrom('job_orders').selectAll().where('id', '=', id).where('job', '=', job).where('done_at', 'is', null).executeTakeFirst()

export const endOrder = async (db: Database, id: string, at: Date): Promise<void> => {
  await db.updateTable('job_orders').set({ done_at: at }).where('id', '=', id).execute()
}
