import type { Job } from '#src/platform/job.ts'
import { runBacktests } from '#src/thresholds/runBacktests.ts'

/** Rung when a change of thresholds is proposed; the schedule finds what was left. */
export default { queue: 'documents', every: '*/5 * * * *', run: runBacktests } satisfies Job
