import type { Job } from '#src/platform/job.ts'
import { expireDisputes } from '#src/disputes/expireDisputes.ts'

/** Dates that passed with nothing filed. */
export default { queue: 'sweeps', every: '5 6 * * *', run: expireDisputes } satisfies Job
