import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { releaseHeldFunds } from '#src/releases/releaseHeldFunds.ts'

/** Held funds on their last day, and what is left of terminated contracts; sent to the bank the same day, late as well (RES-03). */
export default {
  queue: 'sweeps',
  every: '30 6 * * *',
  run: async (ctx) => mergeReports(await releaseHeldFunds(ctx), await sendPayouts(ctx)),
} satisfies Job
