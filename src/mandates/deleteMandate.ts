import type { World } from '#src/kernel/actor.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockMandate, updateMandateRow } from './mandates.sql.ts'

/** False: no such mandate. Debits already made keep it (rules.md §3.2: 14 months after the last); nobody finds it by its id any more. */
export const deleteMandate = (ctx: Ctx, world: World, id: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const mandate = await lockMandate(tx.db, world, id)
    if (!mandate) return false
    await updateMandateRow(tx.db, id, { deleted_at: tx.now })
    await record(tx, 'mandate.deleted', {
      subject: id,
      merchantId: mandate.merchant_id,
      data: { mode: mandate.mode, last4: mandate.last4 },
    })
    return true
  })
