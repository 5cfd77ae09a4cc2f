import { destroyCardNumbers } from '#src/cards/destroyCardNumbers.ts'
import type { Job } from '#src/platform/job.ts'

/** Early on the day itself: the date is the first on which the number is gone. */
export default { queue: 'sweeps', every: '10 0 * * *', run: destroyCardNumbers } satisfies Job
