import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes an invoice away: recorded. Whose it is, the face has made sure of. */
export const takeInvoice = (ctx: Ctx, { id, merchant_id: merchantId }: { id: string; merchant_id: string }): Promise<void> =>
  unit(ctx, (tx) => record(tx, 'invoice.downloaded', { subject: id, merchantId }))
