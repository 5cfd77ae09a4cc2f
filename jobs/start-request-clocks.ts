import type { Job } from '#src/platform/job.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'

/** Heals what a delivery that was cut short left undone: a letter that left, and a clock that did not start. */
export default { queue: 'sweeps', every: '7,37 * * * *', run: (ctx) => startRequestClocks(ctx) } satisfies Job
