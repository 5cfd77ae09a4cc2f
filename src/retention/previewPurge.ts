import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { endPurge } from './endPurge.ts'
import { policyOn, type Category, type Policy } from './policy.ts'
import { listSigned, lockVersions } from './policies.sql.ts'
import { emptyHash, hashOn } from './purge.ts'
import { countOver, findFirstRun, findOpenPurge, insertPurge, keepList, listKept, lockPurge, type PurgeRow,
  type Reach } from './purges.sql.ts'
import { reachOf } from './reach.ts'

const page = 10_000

/** The hash of a list that is read page by page. */
export const hashOfList = async (read: (after: string, limit: number) => Promise<string[]>): Promise<{ hash: Buffer; count: number }> => {
  let [hash, count, after] = [emptyHash, 0, '']
  for (;;) {
    const ids = await read(after, page)
    hash = hashOn(hash, ids)
    count += ids.length
    if (ids.length < page) return { hash, count }
    after = ids.at(-1)!
  }
}

/** The one that a new list takes the place of: nobody has signed it twice. */
const lockReplaced = async (tx: Tx, category: Category): Promise<PurgeRow | null> => {
  const open = await findOpenPurge(tx.db, category)
  const purge = open && (await lockPurge(tx.db, open.id))
  if (!purge || purge.ended_at !== null) return null
  if (purge.state !== 'previewed' && purge.state !== 'signed_once') throw conflict('purge_is_open')
  return purge
}

const keep = async (tx: Tx, reach: Reach, policy: Policy, last: PurgeRow | null): Promise<string> => {
  const id = newId('purg', tx.now)
  const { over, going } = await countOver(tx.db, reach)
  if (going === 0) throw conflict('nothing_is_over')
  if (last) await endPurge(tx, last, 'expire')
  await insertPurge(tx.db, {
    id,
    category: policy.category,
    policy_id: policy.id,
    subject_kind: reach.purger.kind,
    state: 'previewed',
    is_first: true,
    on_day: parisDay(tx.now),
    opened_by_kind: tx.actor.kind,
    opened_by: tx.actor.id,
    opened_at: tx.now,
    over_count: over,
    list_count: going,
    list_hash: emptyHash,
    erased_hash: emptyHash,
  })
  await keepList(tx.db, reach, id)
  return id
}

/**
 * The list of what the policy in force has ended, kept with its hash for two people to sign. Nothing goes. 403; 404 for a category that
 * nothing erases; 409 `purge_is_open` while one runs or is about to, `purge_runs_by_itself` where this version was signed and run before,
 * `nothing_is_over`.
 */
export const previewPurge = (ctx: Ctx, category: Category): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'system' && !(tx.actor.kind === 'staff' && isAllowed(tx.actor.roles, 'retention.decide'))) throw forbidden()
    const purger = findPurger(category)
    if (!purger) throw notFound()
    await lockVersions(tx.db, category)
    const last = await lockReplaced(tx, category)
    const day = parisDay(tx.now)
    const policy = policyOn(await listSigned(tx.db), category, day)
    if (await findFirstRun(tx.db, policy.id)) throw conflict('purge_runs_by_itself')
    const id = await keep(tx, reachOf(purger, policy, { day, at: tx.now }), policy, last)
    const { hash, count } = await hashOfList((after, limit) => listKept(tx.db, id, after, limit))
    await tx.db.updateTable('purges').set({ list_hash: hash, list_count: count }).where('id', '=', id).execute()
    await record(tx, 'purge.previewed', { subject: id, data: { category, version: policy.version, listed: count } })
    return id
  })
