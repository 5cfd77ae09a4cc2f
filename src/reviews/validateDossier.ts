import { conflict } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { mustBeScreened } from '#src/hits/mustBeScreened.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { screenBeforeDecision } from '#src/screening/screenDossier.ts'
import { fourEyesReasons } from './decision.ts'
import { insertDecision } from './decisions.sql.ts'
import { lockCase } from './lockCase.ts'
import { carryOutValidation, mustBeComplete } from './takeDecision.ts'
import { holdForDecision } from './holdForDecision.ts'

export type Decided = { version?: number; reason: string }

/**
 * One person validates. 409 `four_eyes_due` where a second is due, `pieces_unsettled`, `contract_unsigned`, `no_company`,
 * `identification_lacking` (with the names in `people`) while something is missing, `dossier_changed` or `state_has_changed` where somebody
 * was quicker, `review_held` where somebody holds the file; `hits_open` and its like (`mustBeScreened`) where somebody of it may be listed.
 */
export const validateDossier = async (ctx: Ctx, dossierId: string, { version, reason }: Decided): Promise<void> => {
  await screenBeforeDecision(ctx, dossierId)
  return unit(ctx, async (tx) => {
    const file = await lockCase(tx, dossierId, version)
    const review = await holdForDecision(tx, file, 'validate')
    if (fourEyesReasons(file).length > 0) throw conflict('four_eyes_due')
    mustBeComplete(file, tx.now)
    await mustBeScreened(tx, dossierId)
    const id = newId('deci', tx.now)
    await carryOutValidation(tx, file, { id, action: 'validate', reason })
    await insertDecision(tx.db, {
      id,
      dossier_id: dossierId,
      review_item_id: review.id,
      verdict: 'validate',
      state: 'taken',
      dossier_version: file.dossier.version,
      reason,
      decided_by: tx.actor.id,
      decided_at: tx.now,
    })
  })
}
