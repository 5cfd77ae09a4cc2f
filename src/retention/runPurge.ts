import { parisDay } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { sealWithMaster } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { hasFiles, takeNeedles } from './absence.sql.ts'
import { readBooks } from './books.sql.ts'
import { endPurge, needlesLabel, type Noted } from './endPurge.ts'
import { eraseRows } from './eraseRows.ts'
import { inForceOn, type Category, type Policy } from './policy.ts'
import { listSigned, lockVersions } from './policies.sql.ts'
import { emptyHash, hashOn, purgeLifecycle } from './purge.ts'
import { changePurge, countOver, findOpenPurge, insertPurge, lockPurge, type PurgeRow } from './purges.sql.ts'
import { reachOf } from './reach.ts'
import { listStrayFiles } from './strayFiles.ts'

/** Rows of one transaction. */
const batchSize = 1_000
const needlesTaken = 5

const noteBefore = async (tx: Tx, category: string): Promise<Noted> => ({
  needles: await takeNeedles(tx.db, category, needlesTaken),
  strays: hasFiles(category) ? await listStrayFiles(tx.db) : [],
})

const begin = async (
  tx: Tx,
  category: string,
): Promise<{ books_before: JsonValue; sealed_needles: Buffer; started_at: Date; state: 'running' }> => ({
  books_before: JSON.stringify(await readBooks(tx.db, null)) as JsonValue,
  sealed_needles: sealWithMaster(Buffer.from(JSON.stringify(await noteBefore(tx, category))), needlesLabel),
  started_at: tx.now,
  state: 'running',
})

/** A later run of a version that two people signed before. Answers its id, or that of the one another worker has just opened. */
export const openLaterRun = (ctx: Ctx, policy: Policy): Promise<string> =>
  unit(ctx, async (tx) => {
    await lockVersions(tx.db, policy.category)
    const open = await findOpenPurge(tx.db, policy.category)
    if (open) return open.id
    const [id, day, purger] = [newId('purg', tx.now), parisDay(tx.now), findPurger(policy.category)!]
    const { over, going } = await countOver(tx.db, reachOf(purger, policy, { day, at: tx.now }))
    await insertPurge(tx.db, {
      id,
      category: policy.category,
      policy_id: policy.id,
      subject_kind: purger.kind,
      is_first: false,
      on_day: day,
      opened_by_kind: tx.actor.kind,
      opened_by: tx.actor.id,
      opened_at: tx.now,
      over_count: over,
      list_count: going,
      erased_hash: emptyHash,
      ...(await begin(tx, policy.category)),
    })
    await record(tx, 'purge.started', { subject: id, data: { category: policy.category, version: policy.version } })
    return id
  })

/** A first run, once it is signed twice. */
export const startPurge = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const purge = (await lockPurge(tx.db, id))!
    const { event } = step(purgeLifecycle, purge.state, 'start', tx.actor)
    await changePurge(tx.db, id, await begin(tx, purge.category))
    await record(tx, event, { subject: id, data: { category: purge.category } })
  })

/** The policy it runs under, while it is the one in force; under another nothing more goes. */
const policyOf = async (tx: Tx, purge: PurgeRow): Promise<Policy | null> => {
  const policy = inForceOn(await listSigned(tx.db), purge.category as Category, parisDay(tx.now))
  return policy?.id === purge.policy_id ? policy : null
}

type Next = 'more' | 'end' | 'expire' | 'ended'

/** The next batch. A clock that was set back is believed: what is not over on that day stays. */
const eraseNext = (ctx: Ctx, id: string, size: number): Promise<Next> =>
  unit(ctx, async (tx) => {
    const purge = (await lockPurge(tx.db, id))!
    if (purge.state !== 'running') return 'ended'
    const policy = await policyOf(tx, purge)
    if (!policy) return 'expire'
    const today = parisDay(tx.now)
    const reach = reachOf(findPurger(policy.category)!, policy, {
      day: purge.on_day < today ? purge.on_day : today,
      at: tx.now,
      listOf: purge.is_first ? id : null,
    })
    const limit = Math.min(size, reach.purger.most ?? size)
    const { found, last, ids, refused } = await eraseRows(tx, reach, { after: purge.reached, limit, purgeId: id })
    if (last !== null) {
      await changePurge(tx.db, id, {
        reached: last,
        erased_count: purge.erased_count + ids.length,
        kept_count: purge.kept_count + found - ids.length,
        refused_count: purge.refused_count + refused,
        erased_hash: hashOn(purge.erased_hash, ids),
      })
    }
    if (found > 0) await record(tx, 'purge.advanced', { subject: id, data: { category: purge.category, erased: ids.length } })
    else tx.watch.noteEvent() // nothing was met
    return found < limit ? 'end' : 'more'
  })

const end = (ctx: Ctx, id: string, action: 'finish' | 'expire'): Promise<string | null> =>
  unit(ctx, async (tx) => {
    const purge = (await lockPurge(tx.db, id))!
    return purge.state === 'running' ? endPurge(tx, purge, action) : null
  })

/**
 * Erases, batch by batch, until nothing more is over, and ends the purge. `batches`: no more than so many now; the next run goes on behind
 * them. Answers whether it ended, and what is wrong with it.
 */
export const runPurge = async (
  ctx: Ctx,
  id: string,
  { batches = Number.POSITIVE_INFINITY, size = batchSize }: { batches?: number; size?: number } = {},
): Promise<{ isOver: boolean; fault: string | null }> => {
  for (let done = 0; done < batches && !isStopping(); done++) {
    const next = await eraseNext(ctx, id, size)
    if (next === 'ended') return { isOver: true, fault: null }
    if (next !== 'more') return { isOver: true, fault: await end(ctx, id, next === 'end' ? 'finish' : 'expire') }
  }
  return { isOver: false, fault: null }
}
