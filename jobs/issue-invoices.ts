import type { Job } from '#src/platform/job.ts'
import { issueInvoices } from '#src/billing/issueInvoices.ts'

/** On the first, the month before; on any other day, what was missed: a morning with nothing due looks at one row. */
export default { queue: 'sweeps', every: '30 6 * * *', run: issueInvoices } satisfies Job
