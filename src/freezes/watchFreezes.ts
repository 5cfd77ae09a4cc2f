import { parisDay } from '#src/kernel/calendar.ts'
import { releaseHit } from '#src/hits/releaseHitOfFreeze.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { expiryOf } from './freeze.ts'
import { closeFreeze, findActive, findFreeze, listHappened, listHolds, listKnownSources, lockFreeze, noteExpiryTold,
  type FreezeRow } from './freezes.sql.ts'
import { noteEvent } from './noteEvent.ts'

/** Told once that a national freeze ends soon, or is over and was not renewed. Nothing is let go by a date (SAN-04). */
const tellExpiry = async (tx: Tx, freeze: FreezeRow): Promise<boolean> => {
  const today = parisDay(tx.now)
  if (expiryOf(freeze.expiresOn, today) === 'none' || freeze.expiryToldOn !== null) return false
  await noteExpiryTold(tx.db, freeze.id, today)
  await recordClosed(tx, 'freeze.expiry_near', { subject: freeze.id, data: { expiresOn: freeze.expiresOn } })
  return true
}

/** Two people let all of it go, each title with its ground: it is over. */
const endReleased = async (tx: Tx, freeze: FreezeRow): Promise<boolean> => {
  const holds = await listHolds(tx.db, freeze.id)
  if (holds.length === 0 || holds.some(({ state }) => state === 'active' || state === 'release_proposed')) return false
  await closeFreeze(tx.db, freeze.id, tx.now)
  await releaseHit(tx, freeze.hitId)
  await recordClosed(tx, 'freeze.released', { subject: freeze.id })
  return true
}

const watchOne = async (tx: Tx, { id }: { id: string }): Promise<'done' | 'skipped'> => {
  await lockFreeze(tx.db, id)
  const freeze = await findFreeze(tx.db, id)
  if (freeze?.state !== 'active') return 'skipped'
  const known = await listKnownSources(tx.db, id)
  const news = (await listHappened(tx.db, id)).filter(({ source }) => !known.has(source))
  for (const one of news) await noteEvent(tx, id, one)
  if (news.length > 0) await recordClosed(tx, 'freeze.events_noted', { subject: id, data: { count: news.length } })
  const [isTold, isOver] = [await tellExpiry(tx, freeze), await endReleased(tx, freeze)]
  return news.length > 0 || isTold || isOver ? 'done' : 'skipped'
}

/**
 * What happened to frozen money since the last look goes into the next report to the Treasury: each credit, each payout that did not leave,
 * each part that was let go (SAN-02).
 */
export const watchFreezes = (ctx: Ctx): Promise<Report> =>
  sweep<{ id: string }>(ctx, { find: ({ db }, after, limit) => findActive(db, after, limit), subject: ({ id }) => id, each: watchOne })
