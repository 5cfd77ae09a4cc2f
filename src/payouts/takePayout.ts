import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes a payout's statement or its lines away: recorded. Whose it is, and who may, the face has made sure of. */
export const takePayout = (
  ctx: Ctx,
  { id, merchant_id: merchantId }: { id: string; merchant_id: string },
  what: 'statement' | 'lines',
): Promise<void> => unit(ctx, (tx) => record(tx, 'payout.downloaded', { subject: id, merchantId, data: { what } }))
