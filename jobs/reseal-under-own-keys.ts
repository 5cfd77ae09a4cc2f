import type { Job } from '#src/platform/job.ts'
import { resealUnderOwnKeys } from '#src/personKeys/resealUnderOwnKeys.ts'

/** What an upgrade brought along, bit by bit; afterwards there is nothing to do. */
export default { queue: 'sweeps', every: '*/20 * * * *', run: resealUnderOwnKeys } satisfies Job
