import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** What a run of a job touched, taken away as a table: recorded. */
export const noteRunTaken = (ctx: Ctx, { id, job }: { id: string; job: string }): Promise<void> =>
  unit(ctx, (tx) => record(tx, 'job.run_exported', { subject: id, data: { job } }))
