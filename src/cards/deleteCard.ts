import type { World } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findVault, lockCard, setDestroyOn, updateCardRow } from './cards.sql.ts'
import { destroyOnDeletion } from './retention.ts'

/** False: no such card. Its number is kept as evidence of past debits, and no longer than for that. */
export const deleteCard = (ctx: Ctx, world: World, id: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const card = await lockCard(tx.db, world, id)
    if (!card) return false
    await updateCardRow(tx.db, id, { deleted_at: tx.now })
    const vault = await findVault(tx.db, id)
    const day = vault && destroyOnDeletion(card.funding, parisDay(tx.now), vault.destroy_on)
    if (day) await setDestroyOn(tx.db, id, day)
    await record(tx, 'card.deleted', {
      subject: id,
      merchantId: card.merchant_id,
      data: { mode: card.mode, last4: card.last4, ...(day ? { destroyOn: day } : {}) },
    })
    return true
  })
