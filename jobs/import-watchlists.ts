import type { Job } from '#src/platform/job.ts'
import { importOrdered } from '#src/watchlists/importOrdered.ts'

/** Lists that were handed in at their page; rung by the order, healed by the schedule. */
export default { queue: 'documents', every: '*/10 * * * *', run: importOrdered } satisfies Job
