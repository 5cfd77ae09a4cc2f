import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { hitLifecycle } from './hit.ts'
import { insertAct, lockHit, updateHit } from './hits.sql.ts'

/** The freeze that followed from it was lifted by two people: found again, he is a new hit. */
export const releaseHit = async (tx: Tx, hitId: string): Promise<void> => {
  const hit = await lockHit(tx.db, hitId)
  if (hit?.state !== 'same') return
  const { to, event } = step(hitLifecycle, hit.state, 'release', tx.actor)
  await updateHit(tx.db, hitId, { state: to, ended_why: 'released', closed_at: tx.now })
  await insertAct(tx.db, tx.actor, { hitId, at: tx.now, act: 'ended', code: 'released' })
  await record(tx, event, { subject: hitId, data: { from: hit.state, why: 'released' } })
}
