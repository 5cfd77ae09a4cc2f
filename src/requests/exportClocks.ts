import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Taking the board out of the house is an event of it: who, when, which part. */
export const exportClocks = (ctx: Ctx, part: Record<string, string>): Promise<void> =>
  unit(ctx, async (tx) => void (await record(tx, 'document_request.exported', { subject: 'clocks', data: part })))
