import type { Job } from '#src/platform/job.ts'
import { fetchLists } from '#src/watchlists/fetchLists.ts'

/** Several times a day: a freeze binds from the hour of its publication (SAN-05). */
export default { queue: 'sweeps', every: '25 */4 * * *', run: fetchLists } satisfies Job
