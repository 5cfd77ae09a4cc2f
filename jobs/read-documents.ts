import { readDocuments } from '#src/documents/readDocuments.ts'
import type { Job } from '#src/platform/job.ts'

/** Rung at each upload; the schedule heals a lost ring, takes up what a dead worker left and tries again what failed. */
export default { queue: 'readings', every: '*/2 * * * *', run: readDocuments } satisfies Job
