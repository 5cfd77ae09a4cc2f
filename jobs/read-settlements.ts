import type { Job } from '#src/platform/job.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'

/** What the bank reports of the days that are over. */
export default { queue: 'sweeps', every: '40 5 * * *', run: readSettlements } satisfies Job
