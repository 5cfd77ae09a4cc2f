import type { Job } from '#src/platform/job.ts'
import { computeProgrammes } from '#src/programmes/computeProgrammes.ts'

/** How far each merchant is in the networks' monitoring programmes, as of this morning. */
export default { queue: 'sweeps', every: '40 5 * * *', run: computeProgrammes } satisfies Job
