import type { Job } from '#src/platform/job.ts'
import { expirePayments } from '#src/payments/expirePayments.ts'

/** Authorisations after seven days, sessions of authentication after six hours. */
export default { queue: 'sweeps', every: '*/5 * * * *', run: expirePayments } satisfies Job
