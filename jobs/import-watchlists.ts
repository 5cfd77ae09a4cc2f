import type { Job } from '#src/platform/job.ts'
import { importOrdered } from '#src/watchlists/importOrdered.ts'

/**
 * Lists that were handed in at their page; rung by the order, healed by the schedule. Not among the documents: a list of freezes waits
 * behind no reading of pictures, and its own is a child's work.
 */
export default { queue: 'sweeps', every: '*/10 * * * *', run: importOrdered } satisfies Job
