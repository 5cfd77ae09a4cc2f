import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'

/** The day's payouts, after what the bank reported of the day before; nothing on days on which banks are closed. */
export default {
  queue: 'sweeps',
  every: '0 7 * * *',
  run: async (ctx) => mergeReports(await createPayouts(ctx), await sendPayouts(ctx)),
} satisfies Job
