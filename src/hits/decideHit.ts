import { forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { applyFreeze } from '#src/freezes/applyFreeze.ts'
import { mustBeProposal } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { hitLifecycle, type HitAction } from './hit.ts'
import { insertAct, updateHit, type HitRow } from './hits.sql.ts'
import { lockForWork, mustMay } from './lockForWork.ts'

/** `seen`: the two versions he had before him (`seenOf`); `proposal`: the verdict that was proposed on them (`verdictMark`). */
export type SeenVerdict = { proposal: string; seen?: string | undefined }

const lockProposed = async (tx: Tx, id: string, { proposal, seen }: SeenVerdict): Promise<HitRow> => {
  mustMay(tx, 'screening.decide')
  const hit = await lockForWork(tx, id, { states: ['proposed'], seen })
  if (hit.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: hit.proposed_by, at: hit.proposed_at })
  return hit
}

/**
 * What follows in the same act: a freeze freezes; an exposed person is told to the rating, which reads this event, and has a file to be
 * filled in and approved (PEP-04).
 */
const follow = async (tx: Tx, hit: HitRow): Promise<void> => {
  const data = { hitId: hit.id, dossierId: hit.dossier_id, subjectId: hit.subject_id, list: hit.list_code }
  if (hit.topic === 'freeze') return applyFreeze(tx, hit)
  if (hit.topic === 'pep') return record(tx, 'screening.pep_confirmed', { subject: hit.dossier_id, merchantId: hit.merchant_id, data })
  if (hit.topic === 'sanction')
    return record(tx, 'screening.sanction_confirmed', { subject: hit.dossier_id, merchantId: hit.merchant_id, data })
}

const decide = async (tx: Tx, hit: HitRow, action: HitAction, words: string | null): Promise<HitRow> => {
  const { to, event } = step(hitLifecycle, hit.state, action, tx.actor)
  const change = action === 'decline'
    ? { proposed_by: null, proposed_at: null, verdict: null }
    : { decided_by: tx.actor.id, closed_at: tx.now }
  const decided = await updateHit(tx.db, hit.id, { ...change, state: to, held_by: null, held_at: null })
  await insertAct(tx.db, tx.actor, { hitId: hit.id, at: tx.now, act: action, words })
  await record(tx, event, { subject: hit.id, data: { from: hit.state, to, topic: hit.topic, list: hit.list_code } })
  return decided
}

/**
 * The second person agrees, and all that follows is done in one act, or nothing. 403 `four_eyes` to the first; 409 as in `lockForWork`,
 * `proposal_has_changed`.
 */
export const confirmHit = (ctx: Ctx, id: string, seen: SeenVerdict): Promise<void> =>
  unit(ctx, async (tx) => {
    const hit = await lockProposed(tx, id, seen)
    const decided = await decide(tx, hit, hit.verdict === 'same' ? 'confirm_same' : 'confirm_different', null)
    if (hit.verdict === 'same') await follow(tx, decided)
  })

/** The second does not agree, and says why: it is open again. */
export const declineHit = (ctx: Ctx, id: string, { reason, ...seen }: SeenVerdict & { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    await decide(tx, await lockProposed(tx, id, seen), 'decline', reason)
  })
