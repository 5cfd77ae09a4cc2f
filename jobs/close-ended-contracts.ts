import type { Job } from '#src/platform/job.ts'
import { mergeReports } from '#src/platform/sweep.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { settleEndedContracts } from '#src/contracts/settleEndedContracts.ts'

/** Contracts whose notice ran out at midnight; then the last payout of those that are settled. */
export default {
  queue: 'sweeps',
  every: '10 5 * * *',
  run: async (ctx) => mergeReports(await closeEndedContracts(ctx), await settleEndedContracts(ctx)),
} satisfies Job
