import type { Job } from '#src/platform/job.ts'
import { expireScorings } from '#src/scoring/expireScorings.ts'

/** Sessions of consent after six hours. */
export default { queue: 'sweeps', every: '*/5 * * * *', run: expireScorings } satisfies Job
