import type { World } from '#src/kernel/actor.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockPayer, updatePayerRow } from './payers.sql.ts'

/** False: no such customer. His payments keep him; nobody finds him by his id any more. */
export const deletePayer = (ctx: Ctx, world: World, id: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const payer = await lockPayer(tx.db, world, id)
    if (!payer) return false
    await updatePayerRow(tx.db, id, { deleted_at: tx.now })
    await record(tx, 'payer.deleted', { subject: id, merchantId: payer.merchant_id, data: { mode: payer.mode } })
    return true
  })
