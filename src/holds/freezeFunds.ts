import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { confirmHold } from './decideHold.ts'
import { titles } from './hold.ts'
import { insertHold, lockLiving } from './holds.sql.ts'
import { mustMay, noteHold } from './noteHold.ts'

export type Freeze = {
  merchantId: string
  currency: string
  grounds: string
  reference: string /** Who said first that he is the listed one. */
  proposedBy: string
}

/**
 * All that a listed person has with us, and all that comes in, under the freeze's own title (2036): placed by the second of the two people
 * who judged that it is him, in the act of that judgement (SAN-01). Where a freeze holds already it holds. Answers the hold. 403 to whoever
 * may not place one, and to the first.
 */
export const freezeFunds = async (tx: Tx, { merchantId, currency, grounds, reference, proposedBy }: Freeze): Promise<string> => {
  mustMay(tx, titles.asset_freeze.place)
  const holding = (await lockLiving(tx.db, merchantId, currency)).find(({ title, wanted_cents: wanted }) =>
    title === 'asset_freeze' && wanted === null
  )
  if (holding) return holding.id
  const hold = await insertHold(tx.db, {
    id: newId('hold', tx.now),
    merchant_id: merchantId,
    title: 'asset_freeze',
    currency,
    grounds,
    reference,
    wanted_cents: null,
    proposed_by: proposedBy,
    proposed_at: tx.now,
  })
  await noteHold(tx, hold, 'hold.placing_proposed', { words: grounds })
  await confirmHold(tx, hold.id)
  return hold.id
}
