import { workOnCases } from '#src/fraudDecisions/workOnCases.ts'
import { heedLateDisputes } from '#src/fraudEffects/heedLateDisputes.ts'
import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'

/**
 * What was decided of fraud cases and is not posted, or not undone yet, rung by the decision; every quarter of an hour what was cut off or
 * waits for a capture, and disputes that came after.
 */
export default {
  queue: 'sweeps',
  every: '*/15 * * * *',
  run: async (ctx) => mergeReports(await workOnCases(ctx), await heedLateDisputes(ctx)),
} satisfies Job
