import { watchDataBreaches } from '#src/dataBreaches/watchDataBreaches.ts'
import { expirePackages } from '#src/packages/expirePackages.ts'
import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { watchRightsClocks } from '#src/rights/watchRightsClocks.ts'

/** Requests about one's data before their date, breaches before their 72 hours, and copies that nobody may fetch any more. */
export default {
  queue: 'sweeps',
  every: '12 * * * *',
  run: async (ctx) => mergeReports(await watchRightsClocks(ctx), await watchDataBreaches(ctx), await expirePackages(ctx)),
} satisfies Job
