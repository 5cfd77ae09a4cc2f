import type { Job } from '#src/platform/job.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'

export default { queue: 'sweeps', every: '*/5 * * * *', run: (ctx) => sealAuditTrail(ctx) } satisfies Job
