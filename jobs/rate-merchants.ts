import type { Job } from '#src/platform/job.ts'
import { rateMerchants } from '#src/ratings/rateMerchants.ts'

/** Ratings that are no longer true: of whom the feed told, and once a day of everybody. */
export default { queue: 'sweeps', every: '*/10 * * * *', run: rateMerchants } satisfies Job
