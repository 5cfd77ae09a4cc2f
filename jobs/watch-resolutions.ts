import type { Job } from '#src/platform/job.ts'
import { watchResolutions } from '#src/resolutions/watchResolutions.ts'

/** Resolutions past their 30 days. */
export default { queue: 'sweeps', every: '25 6 * * *', run: watchResolutions } satisfies Job
