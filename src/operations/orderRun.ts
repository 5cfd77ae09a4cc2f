import { conflict, invalid, unavailable } from '#src/kernel/errors.ts'
import { placeOrder } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { keepOrder } from '#src/platform/job-orders.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'

export type RunOrder = { job: string; at: Date; dryRun: boolean; ticket?: string }

/**
 * A person asks for a run: as of a date, or only a trial. Kept and recorded first, then its id is handed to the workers. Throws 409
 * `order_repeated` for a form sent twice, 422 for a date to come (a sweep as of tomorrow would switch off those who still have today), 503
 * where no worker takes it.
 */
export const orderRun = async (ctx: Ctx, { job, at, dryRun, ticket }: RunOrder): Promise<void> => {
  if (!dryRun && at > ctx.now) throw invalid({ at: 'operations:order.future' })
  const id = await unit(ctx, async (tx) => {
    if (!(await takeTicket(tx, ticket))) throw conflict('order_repeated')
    await record(tx, 'job.ordered', { subject: job, data: { job, at: at.toISOString(), dry_run: dryRun } })
    return keepOrder(tx, { job, at, dryRun, orderedBy: ctx.actor.id })
  })
  if (!(await placeOrder({ id, job }))) throw unavailable('no_worker')
}
