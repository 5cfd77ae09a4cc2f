import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'

/** The day's capture, in the night of it. */
export default {
  queue: 'sweeps',
  every: '10 4 * * *',
  run: async (ctx) => mergeReports(await capturePayments(ctx), await askAcquirer(ctx)),
} satisfies Job
