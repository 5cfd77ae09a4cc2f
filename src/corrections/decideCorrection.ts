import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { lockAbout } from './about.sql.ts'
import { correctionLifecycle, excessOf, isTold, seenOf } from './correction.ts'
import { bookCorrection, effectsOfBooking, readSums, purseOf, wantedOf } from './correctionMoney.ts'
import { listBeside, type CorrectionRow } from './corrections.sql.ts'
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

/** As the second person saw it: 409 where there is not so much any more, the entry would be another one, or another is about the same. */
const mustBeAsSeen = async (tx: Tx, row: CorrectionRow, sums: Parameters<typeof excessOf>[1], seen: string): Promise<void> => {
  const excess = excessOf(wantedOf(row), sums)
  if (excess) throw conflict(`correction_${excess}`)
  if (seenOf(effectsOfBooking(row, sums)!, await listBeside(tx.db, row)) !== seen) throw conflict('figures_have_changed')
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
    if (row.about_id !== null) await lockAbout(tx.db, row.about_id) // two about one thing are decided one after the other
    await mustBeAsSeen(tx, row, sums, seen)
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
