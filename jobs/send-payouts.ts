import type { Job } from '#src/platform/job.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'

/** Payouts that were made and have not left yet: what a run that was broken off left behind. */
export default { queue: 'sweeps', every: '10,40 * * * *', run: sendPayouts } satisfies Job
