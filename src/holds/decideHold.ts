import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { holdLifecycle, isDue, isSecret, titles } from './hold.ts'
import { findHold, lockHold, type HoldRow } from './holds.sql.ts'
import { purseOfHold, takeIntoHold } from './holdMoney.ts'
import { mustMay, stepHold } from './noteHold.ts'

/**
 * Alone with the merchant's balances, then with the hold: whoever pays him out, or charges it, waits. 404 also to whoever may not know of
 * it.
 */
export const lockWithPurse = async (tx: Tx, holdId: string): Promise<{ hold: HoldRow; availableCents: number }> => {
  const seen = await findHold(tx.db, holdId)
  if (!seen) throw notFound()
  const { availableCents } = await lockBalances(tx, purseOfHold(seen))
  const hold = await lockHold(tx.db, holdId)
  if (!hold) throw notFound()
  return { hold, availableCents }
}

const tellMerchant = (tx: Tx, hold: HoldRow, amountCents: number): Promise<void> =>
  writeToMerchant(tx, hold.merchant_id, {
    template: 'reserve_placed',
    subjectId: hold.id,
    dedupeKey: `reserve_placed:${hold.id}`,
    values: { sum: { cents: amountCents, currency: hold.currency }, releaseOn: hold.release_on! },
  })

/** The amount that was asked for, of what is there; all of it where none was named. */
const place = async (tx: Tx, hold: HoldRow, availableCents: number): Promise<void> => {
  // judged again: it may have waited for its second person until its last day came
  if (isDue(hold, tx.now)) throw conflict('hold_day_has_come')
  const cents = hold.wanted_cents ?? Math.max(0, availableCents)
  if (cents > availableCents && cents > 0) throw conflict('hold_exceeds_available')
  const active = await stepHold(tx, hold, 'confirm', { decided_by: tx.actor.id, decided_at: tx.now }, { cents })
  if (cents > 0) await takeIntoHold(tx, active, cents)
  if (!isSecret(hold.title)) await tellMerchant(tx, active, cents)
}

/**
 * The second person agrees, and the money moves. 403 `four_eyes` to the one who proposed; 409 `state_has_changed`, `hold_exceeds_available`
 * where so much is not there any more, `hold_day_has_come` where it would end as it begins. A reserve is told to the merchant with its last
 * day; the other titles are told to nobody.
 */
export const confirmHold = (ctx: Ctx | Tx, holdId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { hold, availableCents } = await lockWithPurse(tx, holdId)
    mustMay(tx, titles[hold.title].place)
    step(holdLifecycle, hold.state, 'confirm', tx.actor)
    if (hold.proposed_by === tx.actor.id) throw forbidden('four_eyes')
    await place(tx, hold, availableCents)
  })

/** The second person does not agree, and says why. */
export const declineHold = (ctx: Ctx | Tx, holdId: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { hold } = await lockWithPurse(tx, holdId)
    mustMay(tx, titles[hold.title].place)
    step(holdLifecycle, hold.state, 'decline', tx.actor)
    if (hold.proposed_by === tx.actor.id) throw forbidden('four_eyes')
    await stepHold(tx, hold, 'decline', { decided_by: tx.actor.id, decided_at: tx.now, closed_at: tx.now }, { words: reason })
  })
