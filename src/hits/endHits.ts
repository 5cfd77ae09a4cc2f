import { system } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { actingAs, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { hitLifecycle } from './hit.ts'
import { insertAct, lockWaitingOf, updateHit } from './hits.sql.ts'

/**
 * There is nothing to judge any more: who left the file, or whom the publisher struck off. What was judged the same stays: only people lift
 * a freeze.
 */
export const endHitsOf = async (
  said: Tx,
  of: { subjectId: string } | { entryId: string },
  why: 'entry_removed' | 'subject_gone',
): Promise<void> => {
  const tx = actingAs(said, system('screening'))
  for (const hit of await lockWaitingOf(tx.db, of)) {
    const { to, event } = step(hitLifecycle, hit.state, 'end', tx.actor)
    await updateHit(tx.db, hit.id, { state: to, ended_why: why, closed_at: tx.now, held_by: null, held_at: null })
    await insertAct(tx.db, tx.actor, { hitId: hit.id, at: tx.now, act: 'ended', code: why })
    await record(tx, event, { subject: hit.id, data: { from: hit.state, why } })
  }
}
