import { newId } from '#src/kernel/ids.ts'
import { endHitsOf } from '#src/hits/endHits.ts'
import { engineVersion } from '#src/matching/thresholds.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { carryPage, pageSize } from './carryPage.ts'
import { stepsBetween, type ListStep } from './listSet.ts'
import { claimStanding, closeRun, countChanged, findLastRun, findOpenRun, insertRun, listRemovedWithHits, lockRun, standAtSet,
  type RunRow } from './runs.sql.ts'
import { ourNames } from './ourNames.ts'
import { screenSubject } from './screenSubject.ts'
import { countScreened, findSet, keepSet, readSet } from './searches.sql.ts'
import { findSettings } from './settings.sql.ts'
import { findCurrentVersion, findStale } from './subjects.sql.ts'

/** More that changed than this, and more than there are people: then everybody is searched against all lists, which costs less. */
const fewChanges = 2_000

const stepsOf = async ({ db }: Pick<Ctx, 'db'>, { fromSetId, setId }: Pick<RunRow, 'fromSetId' | 'setId'>): Promise<ListStep[]> =>
  fromSetId === null ? [] : stepsBetween((await findSet(db, fromSetId))!.lists, (await findSet(db, setId))!.lists)

/**
 * A run that was interrupted is taken up; a new one pins the lists of this moment. Null: everybody stands there, and nobody asked for a
 * record of it.
 */
const begin = async (tx: Tx, trigger: RunRow['trigger']): Promise<RunRow | null> => {
  const open = await findOpenRun(tx.db)
  if (open) return open
  const [{ alertBps }, last] = [await findSettings(tx.db), await findLastRun(tx.db)]
  const setId = await keepSet(tx.db, await readSet(tx.db), tx.now)
  if (trigger === 'list' && last?.setId === setId && last.engine === engineVersion && last.alertBps === alertBps) return null
  const from = last === null ? null : last.setId
  const steps = from === null ? [] : await stepsOf(tx, { fromSetId: from, setId })
  const changed = steps.length > 0 ? await countChanged(tx.db, steps) : 0
  const isCarried = changed <= Math.max(fewChanges, (await countScreened(tx.db)).people)
  const run = {
    id: newId('srun', tx.now),
    trigger,
    fromSetId: isCarried ? from : null,
    setId,
    engine: engineVersion,
    alertBps,
    startedAt: tx.now,
  }
  await insertRun(tx.db, run)
  if (steps.length > 0 && isCarried) await claimStanding(tx.db, run)
  await record(tx, 'screening.run_began', { subject: run.id, data: { trigger, changed } })
  return findOpenRun(tx.db)
}

/** Whoever no run carries and who does not stand where it ends is searched by himself. */
const searchStale = (ctx: Ctx, { setId, engine, alertBps, trigger }: RunRow): Promise<Report> =>
  sweep<{ id: string }>(ctx, {
    find: ({ db }, after, limit) => findStale(db, { setId, engine, alertBps }, after?.id ?? '', limit),
    subject: ({ id }) => id,
    batch: 500,
    width: 2,
    each: async (tx, { id }) => {
      const subject = await findCurrentVersion(tx.db, id)
      if (!subject) return 'skipped'
      const isOther = subject.alertBps !== null && subject.alertBps !== alertBps
      const done = await screenSubject(tx, subject, isOther ? 'settings' : trigger, await findSettings(tx.db))
      await record(tx, 'dossier.screened', { subject: subject.dossierId, data: { people: 1, ...done } })
      return 'done'
    },
  })

const endRemoved = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    for (const entryId of await listRemovedWithHits(tx.db)) await endHitsOf(tx, { entryId }, 'entry_removed')
  })

const end = (ctx: Ctx, { id }: RunRow): Promise<Report> =>
  unit(ctx, async (tx) => {
    const run = await lockRun(tx.db, id)
    if (!run || run.endedAt) return emptyReport()
    await standAtSet(tx.db, run)
    const { covered, gaps } = await closeRun(tx.db, run, tx.now)
    await record(tx, 'screening.run_ended', {
      subject: id,
      data: { trigger: run.trigger, changed: run.changedCount, compared: run.comparedCount, raised: run.raisedCount, covered, gaps },
    })
    return { done: 1, skipped: 0, failed: 0, touched: [{ subject: id, outcome: 'done', detail: null }] }
  })

/**
 * Everybody from the lists as they were searched against to those in force: what changed is compared with everybody, page by page, and
 * whoever is new or was searched otherwise against all of it. The versions are pinned when it begins: what is published meanwhile is the
 * next run's. Interrupted, the next one takes it up at the page where it stood.
 */
export const carryLists = async (ctx: Ctx, trigger: RunRow['trigger']): Promise<Report> => {
  const run = await unit(ctx, (tx) => begin(tx, trigger))
  if (!run || isDryRun(ctx)) return emptyReport()
  await endRemoved(ctx)
  const searched = await searchStale(ctx, run)
  const steps = await stepsOf(ctx, run)
  const names = steps.length > 0 ? await ourNames(ctx.db, run.id, await countChanged(ctx.db, steps)) : null
  for (let cursor: string | null = run.cursor; cursor !== null && steps.length > 0;) {
    if (isStopping()) return searched
    const page: { cursor: string; count: number } = await carryPage(ctx, { run, steps, names }, cursor)
    cursor = page.count === pageSize ? page.cursor : null
  }
  return isStopping() ? searched : mergeReports(searched, await end(ctx, run))
}
