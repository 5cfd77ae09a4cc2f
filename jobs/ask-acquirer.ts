import type { Job } from '#src/platform/job.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'

/** What has no answer yet is asked about. Rung when a payment is canceled. */
export default { queue: 'deliveries', every: '* * * * *', run: askAcquirer } satisfies Job
