import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'

/** The day's refunds, after its captures. */
export default {
  queue: 'sweeps',
  every: '25 4 * * *',
  run: async (ctx) => mergeReports(await sendRefunds(ctx), await askAcquirer(ctx)),
} satisfies Job
