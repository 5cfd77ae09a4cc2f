import type { Job } from '#src/platform/job.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'

/** What the bank says of our transfers, as the day goes. */
export default { queue: 'sweeps', every: '20 * * * *', run: readBankAnswers } satisfies Job
