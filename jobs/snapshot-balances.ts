import type { Job } from '#src/platform/job.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'

/** Often, so that a balance adds up minutes of postings and not months. */
export default { queue: 'sweeps', every: '*/5 * * * *', run: (ctx) => snapshotBalances(ctx) } satisfies Job
