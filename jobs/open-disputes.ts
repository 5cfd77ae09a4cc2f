import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import type { Job } from '#src/platform/job.ts'

/** What the networks said of contestations on the days that are over. */
export default { queue: 'sweeps', every: '50 5 * * *', run: openDisputes } satisfies Job
