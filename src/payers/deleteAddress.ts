import type { World } from '#src/kernel/actor.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockAddress, updateAddressRow } from './payers.sql.ts'

/** False: no such address. */
export const deleteAddress = (ctx: Ctx, world: World, id: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const address = await lockAddress(tx.db, world, id)
    if (!address) return false
    await updateAddressRow(tx.db, id, { deleted_at: tx.now })
    await record(tx, 'address.deleted', { subject: id, merchantId: address.merchant_id, data: { mode: address.mode } })
    return true
  })
