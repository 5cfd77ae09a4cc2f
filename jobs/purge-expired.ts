import type { Job } from '#src/platform/job.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'

/** In the quiet hours, after the dates of the day have come. */
export default { queue: 'sweeps', every: '40 1 * * *', run: (ctx) => purgeExpired(ctx) } satisfies Job
