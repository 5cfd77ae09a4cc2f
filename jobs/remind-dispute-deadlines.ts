import type { Job } from '#src/platform/job.ts'
import { remindDeadlines } from '#src/disputes/remindDeadlines.ts'

/** Before the dates that bind, where nothing was filed. */
export default { queue: 'sweeps', every: '15 6 * * *', run: remindDeadlines } satisfies Job
