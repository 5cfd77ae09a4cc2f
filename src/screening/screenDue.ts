import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { carryLists } from './carryLists.ts'
import { screenDossier } from './screenDossier.ts'
import { endDue, findDue, findScreenedDossiers, lockDue, type Due } from './subjects.sql.ts'

const screenOne = async (tx: Tx, { dossierId }: Due): Promise<'done' | 'skipped'> => {
  const due = await lockDue(tx.db, dossierId)
  if (!due) return 'skipped'
  const searched = await screenDossier(tx, dossierId, null)
  await endDue(tx.db, due)
  return searched > 0 ? 'done' : 'skipped'
}

const subject = ({ dossierId }: Due): string => dossierId

/**
 * Files that were filed or changed; then, where a list has a new version, everybody against what it changed (SAN-05). What is interrupted
 * is taken up where it stood.
 */
export const screenDue = async (ctx: Ctx): Promise<Report> =>
  mergeReports(
    await sweep<Due>(ctx, { find: ({ db }, after, limit) => findDue(db, after, limit), subject, each: screenOne, batch: 200 }),
    await carryLists(ctx, 'list'),
  )

/**
 * Once a day the same for every file of ours, noted or not, and one record that everybody stands at the lists of the day: also where
 * nothing changed.
 */
export const screenDaily = async (ctx: Ctx): Promise<Report> => {
  const each = async (
    tx: Tx,
    { dossierId }: Due,
  ): Promise<'done' | 'skipped'> => ((await screenDossier(tx, dossierId, null)) > 0 ? 'done' : 'skipped')
  const due = await screenDue(ctx)
  const all = await sweep<Due>(ctx, { find: ({ db }, after, limit) => findScreenedDossiers(db, after, limit), subject, each, batch: 500 })
  // what did nothing is no news: only what was searched or failed is named
  const touched = all.touched.filter(({ outcome }) => outcome !== 'skipped')
  return mergeReports(due, { ...all, touched }, await carryLists(ctx, 'daily'))
}
