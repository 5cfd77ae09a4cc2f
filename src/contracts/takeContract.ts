import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** The merchant takes his signed contract away: recorded. */
export const takeContract = (ctx: Ctx, { id, merchant_id: merchantId }: { id: string; merchant_id: string }): Promise<void> =>
  unit(ctx, (tx) => record(tx, 'contract.downloaded', { subject: id, merchantId }))
