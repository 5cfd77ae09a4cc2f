import type { Job } from '#src/platform/job.ts'
import { releaseIdleReviews } from '#src/reviews/releaseIdleReviews.ts'

export default { queue: 'sweeps', every: '*/5 * * * *', run: releaseIdleReviews } satisfies Job
