import type { Job } from '#src/platform/job.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'

/** Every quarter of an hour the day that runs; soon after midnight the day that is over, whole. */
export default { queue: 'sweeps', every: '*/15 * * * *', run: monitorPayments } satisfies Job
