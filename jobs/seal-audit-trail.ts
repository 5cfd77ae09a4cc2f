import type { Job } from '#src/platform/job.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'

/** Every two minutes: an event is sealed within five of being written, even where a bell is missed. */
export default { queue: 'sweeps', every: '*/2 * * * *', run: (ctx) => sealAuditTrail(ctx) } satisfies Job
