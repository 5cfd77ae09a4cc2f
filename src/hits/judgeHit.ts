import { forbidden, invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isDrawn } from '#src/looks/secondLook.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findSettings } from '#src/screening/settings.sql.ts'
import { actionOf, hitLifecycle, isReasonOf, type Answer, type Doubt, type HitAction } from './hit.ts'
import { insertAct, insertLook, updateHit, type HitRow } from './hits.sql.ts'
import { lockForWork, mustMay } from './lockForWork.ts'

/** `code`: the reason that was ticked; `wants`: of somebody who is unsure. `seen`: the two versions he had before him (`seenOf`). */
export type Judgement = { answer: Answer; code: string; reason: string; wants?: Doubt | undefined; seen?: string | undefined }

const faultsOf = ({ answer, code, reason, wants }: Judgement): FieldErrors => ({
  ...(isReasonOf(answer, code) ? {} : { code: 'web:field.bad_choice' }),
  ...(reason.trim() ? {} : { reason: 'web:field.missing' }),
  ...(answer === 'unsure' && !wants ? { wants: 'web:field.missing' } : {}),
})

/** Whoever asked for a second opinion is not the second. */
const mustBeAnother = ({ actor }: Tx, hit: HitRow): void => {
  if (hit.state === 'unsure' && hit.doubt === 'opinion' && hit.doubted_by === actor.id) throw forbidden('four_eyes')
}

const changeFor = (tx: Tx, action: HitAction, { answer, code, reason, wants }: Judgement) => {
  if (action === 'doubt') return { doubted_by: tx.actor.id, doubt: wants!, reason_code: code, reason }
  if (action === 'propose')
    return { verdict: answer as 'same' | 'different', proposed_by: tx.actor.id, proposed_at: tx.now, reason_code: code, reason }
  return { decided_by: tx.actor.id, reason_code: code, reason, closed_at: tx.now }
}

/**
 * One person says what it is, and why. Of a freeze, a sanction or an exposed person "the same" is a proposal to a second, and so is
 * clearing what looks most like a freeze. 403 `four_eyes`; 409 as in `lockForWork`; 422 naming what is missing.
 */
export const judgeHit = (ctx: Ctx, id: string, said: Judgement): Promise<HitAction> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    const faults = faultsOf(said)
    if (Object.keys(faults).length > 0) throw invalid(faults)
    const hit = await lockForWork(tx, id, { states: ['open', 'unsure'], seen: said.seen })
    mustBeAnother(tx, hit)
    const settings = await findSettings(tx.db)
    const action = actionOf(said.answer, { topic: hit.topic, scoreBps: hit.score_bps }, settings.twoPeopleBps)
    const { to, event } = step(hitLifecycle, hit.state, action, tx.actor)
    await updateHit(tx.db, id, { ...changeFor(tx, action, said), state: to, held_by: null, held_at: null })
    await insertAct(tx.db, tx.actor, {
      hitId: id,
      at: tx.now,
      act: action === 'propose' ? `propose_${said.answer}` : action,
      code: said.code,
      words: said.reason,
    })
    await record(tx, event, {
      subject: id,
      data: {
        from: hit.state,
        to,
        topic: hit.topic,
        list: hit.list_code,
        ...(action === 'propose' ? { verdict: said.answer } : {}),
        code: said.code,
      },
    })
    if (action === 'clear' && isDrawn(id, settings.secondLookBps))
      await insertLook(tx.db, { hit_id: id, first_by: tx.actor.id, chosen_at: tx.now })
    return action
  })
