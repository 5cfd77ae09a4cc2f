import { answerAccountChecks } from '#src/mandates/answerAccountChecks.ts'
import type { Job } from '#src/platform/job.ts'

/** Rung when a verification was asked for; the schedule heals a lost ring. */
export default { queue: 'deliveries', every: '*/2 * * * *', run: answerAccountChecks } satisfies Job
