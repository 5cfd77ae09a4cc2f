import type { Job } from '#src/platform/job.ts'
import { remindExpiringDocuments } from '#src/renewals/remindExpiringDocuments.ts'

/** Daily: expiry is a matter of days, and a letter waits for the morning's deliveries. */
export default { queue: 'sweeps', every: '40 5 * * *', run: (ctx) => remindExpiringDocuments(ctx) } satisfies Job
