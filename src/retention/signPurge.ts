import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { inForceOn, type Category, type Policy } from './policy.ts'
import { listSigned } from './policies.sql.ts'
import { hashOfList } from './previewPurge.ts'
import { purgeLifecycle } from './purge.ts'
import { changePurge, dropList, listGoing, lockPurge, type PurgeRow } from './purges.sql.ts'
import { reachOf } from './reach.ts'

const lockOne = async (tx: Tx, id: string): Promise<PurgeRow> => {
  const purge = await lockPurge(tx.db, id)
  if (!purge) throw notFound()
  return purge
}

/** The version the list was made under, if it still holds. */
const policyInForce = async (tx: Tx, { category, policy_id: policyId }: PurgeRow): Promise<Policy> => {
  const policy = inForceOn(await listSigned(tx.db), category as Category, parisDay(tx.now))
  if (policy?.id !== policyId) throw conflict('policy_has_changed')
  return policy
}

/** What is signed is what would go: the list once more, read from the rows themselves. */
const mustBeSame = async (tx: Tx, purge: PurgeRow, seen: string): Promise<void> => {
  const policy = await policyInForce(tx, purge)
  if (seen !== purge.list_hash!.toString('hex')) throw conflict('figures_have_changed')
  const reach = reachOf(findPurger(policy.category)!, policy, { day: purge.on_day, at: tx.now })
  const { hash } = await hashOfList((after, limit) => listGoing(tx.db, reach, after, limit))
  if (!hash.equals(purge.list_hash!)) throw conflict('list_has_changed')
}

/**
 * One of two people signs the list he has before him (`seen`: its hash, in hexadecimal). 403, `four_eyes` to the one who signed first; 404;
 * 409 `state_has_changed`, `figures_have_changed` where another list was shown, `list_has_changed` where what would go is no longer that
 * list, `policy_has_changed`.
 */
export const signPurge = (ctx: Ctx, id: string, { seen }: { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const purge = await lockOne(tx, id)
    const isSecond = purge.state === 'signed_once'
    const { to, event, fourEyes } = step(purgeLifecycle, purge.state, isSecond ? 'sign_again' : 'sign', tx.actor)
    if (fourEyes && purge.first_signed_by === tx.actor.id) throw forbidden('four_eyes')
    await mustBeSame(tx, purge, seen)
    await changePurge(
      tx.db,
      id,
      isSecond
        ? { state: to, second_signed_by: tx.actor.id, second_signed_at: tx.now }
        : {
          state: to,
          first_signed_by: tx
            .actor
            .id,
          first_signed_at: tx
            .now,
        },
    )
    await record(tx, event, { subject: id, data: { category: purge.category, listed: purge.list_count, hash: seen } })
  })

/** One person says no, and why; another list may be asked for. 403, 404, 409 `state_has_changed`, 422. */
export const refusePurge = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const purge = await lockOne(tx, id)
    const { to, event } = step(purgeLifecycle, purge.state, 'refuse', tx.actor)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    await changePurge(tx.db, id, { state: to, refused_by: tx.actor.id, refuse_reason: reason, ended_at: tx.now })
    await dropList(tx.db, id)
    await record(tx, event, { subject: id, data: { category: purge.category } })
  })
