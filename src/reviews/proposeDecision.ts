import { invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { mustBeScreened } from '#src/hits/mustBeScreened.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { screenBeforeDecision } from '#src/screening/screenDossier.ts'
import { record } from '#src/platform/record.ts'
import type { RejectionGround } from '#src/rejections/rejection.ts'
import { fourEyesReasons, type Verdict } from './decision.ts'
import { insertDecision } from './decisions.sql.ts'
import { holdForDecision } from './holdForDecision.ts'
import { lockCase } from './lockCase.ts'
import { reviewLifecycle } from './review.ts'
import { updateReview, type ReviewRow } from './reviews.sql.ts'
import { mustBeComplete } from './takeDecision.ts'

/** `ground`: of a refusal. */
export type Proposal = { version?: number; verdict: Verdict; reason: string; ground?: RejectionGround }

/** The item waits for the second person: it is nobody's, so that he can take it. */
const passOn = async (tx: Tx, review: ReviewRow): Promise<void> => {
  const { to, event } = step(reviewLifecycle, review.state, 'propose', tx.actor)
  await updateReview(tx.db, review.id, { state: to, owner_id: null, owner_active_at: null })
  await record(tx, event, {
    subject: review.id,
    merchantId: review.merchant_id,
    data: { dossierId: review.dossier_id, from: review.state, to },
  })
}

/**
 * Proposes a decision to a second person, with its reason, on the file as it stands: an edit voids it. A validation is proposed only of a
 * complete file. 409 as in `validateDossier`.
 */
export const proposeDecision = async (
  ctx: Ctx,
  dossierId: string,
  { version, verdict, reason, ground }: Proposal,
): Promise<{ id: string }> => {
  if (verdict === 'validate') await screenBeforeDecision(ctx, dossierId)
  return unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    if (verdict === 'reject' && !ground) throw invalid({ ground: 'web:field.missing' })
    const file = await lockCase(tx, dossierId, version)
    const review = await holdForDecision(tx, file, 'propose')
    if (verdict === 'validate') {
      mustBeComplete(file, tx.now)
      await mustBeScreened(tx, dossierId)
    }
    const id = newId('deci', tx.now)
    const fourEyes = fourEyesReasons(file)
    await moveDossier(tx, file.dossier, 'propose', { data: { decisionId: id, verdict, fourEyes }, personal: { reason } })
    await insertDecision(tx.db, {
      id,
      dossier_id: dossierId,
      review_item_id: review.id,
      verdict,
      state: 'proposed',
      dossier_version: file.dossier.version,
      reason,
      ground: verdict === 'reject' ? ground! : null,
      four_eyes: fourEyes,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await passOn(tx, review)
    return { id }
  })
}
