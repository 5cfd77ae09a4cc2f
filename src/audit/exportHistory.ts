import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Taking a part of the history out of the house is an event of it: who, when, which part. */
export const exportHistory = (ctx: Ctx, filter: Record<string, string>): Promise<void> =>
  unit(ctx, async (tx) => void (await record(tx, 'audit.exported', { subject: 'audit_trail', data: filter })))
