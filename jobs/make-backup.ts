import { backUpNightly } from '#src/backups/backUpNightly.ts'
import type { Job } from '#src/platform/job.ts'

/** The nightly backup, where the operator has named two places for it; asked again until it is there. */
export default { queue: 'sweeps', every: '37 2-5 * * *', run: (ctx) => backUpNightly(ctx) } satisfies Job
