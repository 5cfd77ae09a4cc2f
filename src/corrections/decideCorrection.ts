import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { correctionLifecycle, excessOf, isTold, seenOf, type Effects } from './correction.ts'
import { bookCorrection, effectsOfBooking, readSums, purseOf, wantedOf } from './correctionMoney.ts'
import type { CorrectionRow } from './corrections.sql.ts'
import { lockWithSums, mustMay, stepCorrection } from './noteCorrection.ts'

/** What his account shows is told to him, without our reasons. */
const tellMerchant = async (
  tx: Tx,
  { id, kind, merchant_id: merchantId, currency, amount_cents: cents, bank_on: bankOn }: CorrectionRow,
): Promise<void> => {
  if (merchantId === null || !isTold(kind)) return
  await writeToMerchant(tx, merchantId, {
    template: 'correction_booked',
    subjectId: id,
    dedupeKey: `correction_booked:${id}`,
    values: { kind, sum: { cents, currency }, bankOn },
  })
}

/** As the second person saw it: 409 where there is not so much any more, or the entry would be another one. */
const effectsSeen = (row: CorrectionRow, sums: Parameters<typeof excessOf>[1], seen: string): Effects => {
  const excess = excessOf(wantedOf(row), sums)
  if (excess) throw conflict(`correction_${excess}`)
  const effects = effectsOfBooking(row, sums)!
  if (seenOf(effects) !== seen) throw conflict('figures_have_changed')
  return effects
}

/**
 * The second person agrees and it is booked, as he saw it (`seenOf`); the merchant is told. 403 `four_eyes` to the one who proposed; 409
 * `state_has_changed`, `figures_have_changed`, `correction_exceeds_available`, `correction_exceeds_debt`.
 */
export const confirmCorrection = (ctx: Ctx | Tx, id: string, { seen }: { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.decide')
    const { row, sums } = await lockWithSums(tx, id)
    step(correctionLifecycle, row.state, 'book', tx.actor)
    if (row.proposed_by === tx.actor.id) throw forbidden('four_eyes')
    effectsSeen(row, sums, seen)
    await bookCorrection(tx, row, sums)
    const after = await readSums(tx.db, purseOf(row))
    await tellMerchant(
      tx,
      await stepCorrection(tx, row, 'book', {
        decided_by: tx.actor.id,
        decided_at: tx.now,
        balances_before: JSON.stringify(sums),
        balances_after: JSON.stringify(after),
      }),
    )
  })

/** The second person does not agree, and says why. */
export const declineCorrection = (ctx: Ctx | Tx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.decide')
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { row } = await lockWithSums(tx, id)
    step(correctionLifecycle, row.state, 'decline', tx.actor)
    if (row.proposed_by === tx.actor.id) throw forbidden('four_eyes')
    await stepCorrection(tx, row, 'decline', { decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason }, reason)
  })

/** Whoever proposed it takes it back: his own, and nobody else's (403 `correction_not_yours`). */
export const withdrawCorrection = (ctx: Ctx | Tx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.propose')
    const { row } = await lockWithSums(tx, id)
    step(correctionLifecycle, row.state, 'withdraw', tx.actor)
    if (row.proposed_by !== tx.actor.id) throw forbidden('correction_not_yours')
    await stepCorrection(tx, row, 'withdraw', { withdrawn_at: tx.now })
  })
