import type { Job } from '#src/platform/job.ts'
import { openDisputes } from '#src/disputes/openDisputes.ts'

/** What the networks said of contestations on the days that are over. */
export default { queue: 'sweeps', every: '50 5 * * *', run: openDisputes } satisfies Job
