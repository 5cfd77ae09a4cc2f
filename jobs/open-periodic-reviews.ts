import type { Job } from '#src/platform/job.ts'
import { openPeriodicReviews } from '#src/renewals/openPeriodicReviews.ts'

/** After the pieces that expired: what is asked for already is not asked for twice. */
export default { queue: 'sweeps', every: '50 5 * * *', run: (ctx) => openPeriodicReviews(ctx) } satisfies Job
