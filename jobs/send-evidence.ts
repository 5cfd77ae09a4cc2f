import type { Job } from '#src/platform/job.ts'
import { sendEvidence } from '#src/sendings/sendEvidence.ts'

/** Evidence files on their way to the acquirer. Rung when one is decided. */
export default { queue: 'deliveries', every: '* * * * *', run: sendEvidence } satisfies Job
