import { screenDue } from '#src/screening/screenDue.ts'
import type { Job } from '#src/platform/job.ts'

/** Files that were filed or changed, and lists that have a new version; a lost ring is healed by the next. */
export default { queue: 'sweeps', every: '*/3 * * * *', run: screenDue } satisfies Job
