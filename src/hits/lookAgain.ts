import { invalid } from '#src/kernel/errors.ts'
import { mustBeSecond } from '#src/looks/mustBeSecond.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { Answer } from './hit.ts'
import { answerLook, insertAct, lockLook } from './hits.sql.ts'
import { mustMay } from './lockForWork.ts'

/**
 * A cleared hit judged again by somebody who did not see the first answer. It moves nothing: whoever reads the disagreement decides what
 * follows. 403 to the first; 409 where it was judged.
 */
export const lookAgain = (ctx: Ctx, hitId: string, { answer, reason }: { answer: Answer; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    mustBeSecond(tx, await lockLook(tx.db, hitId))
    await answerLook(tx.db, hitId, { by_staff: tx.actor.id, verdict: answer, reason, at: tx.now })
    await insertAct(tx.db, tx.actor, { hitId, at: tx.now, act: 'looked_again', code: answer })
    await record(tx, 'hit.looked_again', { subject: hitId, data: { agrees: answer === 'different' } })
  })
