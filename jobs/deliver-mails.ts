import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'

/** Letters leave, and the clocks that wait for one start. Rung whenever a letter is written. */
export default {
  queue: 'deliveries',
  every: '*/5 * * * *',
  run: async (ctx) => mergeReports(await deliverMails(ctx), await startRequestClocks(ctx)),
} satisfies Job
