import { watchFreezes } from '#src/freezes/watchFreezes.ts'
import type { Job } from '#src/platform/job.ts'

/** What happened to frozen money goes into the next report to the Treasury (SAN-02). */
export default { queue: 'sweeps', every: '20 * * * *', run: watchFreezes } satisfies Job
