import type { Job } from '#src/platform/job.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'

/** Hourly: a clock ends at 24:00 in Paris, so the first run after midnight finds the day's. */
export default { queue: 'sweeps', every: '2 * * * *', run: (ctx) => deactivateOverdueMerchants(ctx) } satisfies Job
