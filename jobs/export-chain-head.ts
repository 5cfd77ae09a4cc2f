import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import type { Job } from '#src/platform/job.ts'

/** The day's end of the chain of the history, for whoever keeps it outside. */
export default { queue: 'sweeps', every: '3 6 * * *', run: (ctx) => exportChainHead(ctx) } satisfies Job
