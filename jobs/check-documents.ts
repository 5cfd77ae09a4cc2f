import { checkDocuments } from '#src/checks/checkDocuments.ts'
import type { Job } from '#src/platform/job.ts'

/** Rung when a piece was read or the file edited; the schedule heals a lost ring. */
export default { queue: 'documents', every: '*/2 * * * *', run: checkDocuments } satisfies Job
