import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { correctionLifecycle, isTold, seenOf } from './correction.ts'
import { effectsOfUndoing, findBooked, reverseCorrection } from './correctionMoney.ts'
import type { CorrectionRow } from './corrections.sql.ts'
import { lockWithSums, mustMay, stepCorrection } from './noteCorrection.ts'

/** Proposes that it be reversed; nothing moves yet. 409 where it is not booked, or somebody proposed it already; 422 without a reason. */
export const proposeUndo = (ctx: Ctx | Tx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.propose')
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { row } = await lockWithSums(tx, id)
    const fresh = {
      undo_reason: reason,
      undo_proposed_by: tx.actor.id,
      undo_proposed_at: tx.now,
      undo_decided_by: null,
      undo_decided_at: null,
    }
    await stepCorrection(tx, row, 'propose_undo', fresh, reason)
  })

const tellMerchant = async (tx: Tx, { id, kind, merchant_id: merchantId, currency, amount_cents: cents }: CorrectionRow): Promise<void> => {
  if (merchantId === null || !isTold(kind)) return
  await writeToMerchant(tx, merchantId, {
    template: 'correction_undone',
    subjectId: id,
    dedupeKey: `correction_undone:${id}`,
    values: { kind, sum: { cents, currency } },
  })
}

/** Which proposal to reverse was on the page: one may be taken back, and another made. */
export const undoMark = (
  { undo_proposed_by: by, undo_proposed_at: at }: Pick<CorrectionRow, 'undo_proposed_by' | 'undo_proposed_at'>,
): string => proposalMark({ by, at })
const lockUndo = async (tx: Tx, id: string, action: 'undo' | 'decline_undo', proposal: string) => {
  const locked = await lockWithSums(tx, id)
  step(correctionLifecycle, locked.row.state, action, tx.actor)
  if (locked.row.undo_proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: locked.row.undo_proposed_by, at: locked.row.undo_proposed_at })
  return locked
}

/**
 * The second person agrees and it is reversed, leg against leg, as he saw it: what he does not have any more is owed. 403 `four_eyes`; 409
 * `state_has_changed`, `proposal_has_changed`, `figures_have_changed`, `correction_is_gone` where ten years have stripped its entry.
 */
export const confirmUndo = (ctx: Ctx | Tx, id: string, { seen, proposal }: { seen: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.decide')
    const { row, sums } = await lockUndo(tx, id, 'undo', proposal)
    const entry = await findBooked(tx.db, row)
    if (!entry) throw conflict('correction_is_gone')
    if (seenOf(effectsOfUndoing(entry, sums)) !== seen) throw conflict('figures_have_changed')
    await reverseCorrection(tx, row)
    await tellMerchant(tx, await stepCorrection(tx, row, 'undo', { undo_decided_by: tx.actor.id, undo_decided_at: tx.now }))
  })

/** He does not agree, and says why: it stays booked. */
export const declineUndo = (ctx: Ctx | Tx, id: string, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.decide')
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { row } = await lockUndo(tx, id, 'decline_undo', proposal)
    const declined = { undo_decided_by: tx.actor.id, undo_decided_at: tx.now, undo_decline_reason: reason }
    await stepCorrection(tx, row, 'decline_undo', declined, reason)
  })

const noUndo = { undo_reason: null, undo_proposed_by: null, undo_proposed_at: null }

/**
 * Whoever proposed the reversal takes it back before anybody decided: it stays booked, and another may propose it again. His reason stays
 * in the history. His own, and nobody else's (403 `correction_not_yours`).
 */
export const withdrawUndo = (ctx: Ctx | Tx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.propose')
    const { row } = await lockWithSums(tx, id)
    step(correctionLifecycle, row.state, 'withdraw_undo', tx.actor)
    if (row.undo_proposed_by !== tx.actor.id) throw forbidden('correction_not_yours')
    await stepCorrection(tx, row, 'withdraw_undo', noUndo)
  })
