import { buildInspections } from '#src/inspection/buildInspections.ts'
import { expireInspections } from '#src/inspection/expireInspections.ts'
import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'

/** Inspection packs that were ordered, and those whose time is over; rung at the order, healed by the schedule. */
export default {
  queue: 'documents',
  every: '*/10 * * * *',
  run: async (ctx) => mergeReports(await buildInspections(ctx), await expireInspections(ctx)),
} satisfies Job
