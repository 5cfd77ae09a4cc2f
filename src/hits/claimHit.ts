import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { heldForMs, waitingStates } from './hit.ts'
import { lockNext, updateHit, type HitRow } from './hits.sql.ts'
import { lockForWork, mustMay } from './lockForWork.ts'

const hold = async (tx: Tx, hit: HitRow): Promise<void> => {
  if (hit.held_by === tx.actor.id) return void (await updateHit(tx.db, hit.id, { held_at: tx.now }))
  await updateHit(tx.db, hit.id, { held_by: tx.actor.id, held_at: tx.now })
  await record(tx, 'hit.claimed', { subject: hit.id })
}

/** Takes a hit in hand for half an hour. 409 `hit_held` where somebody else has it. */
export const claimHit = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    await hold(tx, await lockForWork(tx, id, { states: waitingStates }))
  })

/** The most pressing one that is nobody's and his to judge; null: there is none. Two who ask at once get two. */
export const takeNextHit = (ctx: Ctx): Promise<string | null> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    const isSecond = tx.actor.kind === 'staff' && isAllowed(tx.actor.roles, 'screening.decide')
    const hit = await lockNext(tx.db, { staffId: tx.actor.id, isSecond, heldBefore: new Date(tx.now.getTime() - heldForMs) })
    if (hit) await hold(tx, hit)
    return hit?.id ?? null
  })

/** Gives it back. */
export const releaseHit = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    const hit = await lockForWork(tx, id, { states: waitingStates })
    if (hit.held_by === null) return
    await updateHit(tx.db, id, { held_by: null, held_at: null })
    await record(tx, 'hit.released', { subject: id })
  })
