import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import type { Job } from '#src/platform/job.ts'

/** Dates that passed with nothing filed. */
export default { queue: 'sweeps', every: '5 6 * * *', run: expireDisputes } satisfies Job
