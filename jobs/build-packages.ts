import { buildPackages } from '#src/packages/buildPackages.ts'
import type { Job } from '#src/platform/job.ts'

/** Copies of a person's data that were ordered; rung at the order, healed by the schedule. */
export default { queue: 'documents', every: '*/10 * * * *', run: (ctx) => buildPackages(ctx) } satisfies Job
