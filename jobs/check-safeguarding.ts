import type { Job } from '#src/platform/job.ts'
import { checkSafeguarding } from '#src/safeguarding/checkSafeguarding.ts'

/** Whether the day that ended was covered. */
export default { queue: 'sweeps', every: '10 6 * * *', run: checkSafeguarding } satisfies Job
