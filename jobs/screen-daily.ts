import { screenDaily } from '#src/screening/screenDue.ts'
import type { Job } from '#src/platform/job.ts'

/** Every day, whatever happened: that everybody stands at the lists of the day is on record (SAN-05). */
export default { queue: 'sweeps', every: '10 4 * * *', run: screenDaily } satisfies Job
