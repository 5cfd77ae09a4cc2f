import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { checkDossier } from './checkDossier.ts'
import { endDueChecks, findDueChecks, lockDueChecks, type DueChecks } from './checks.sql.ts'

const checkOne = async (tx: Tx, { dossier_id: dossierId }: DueChecks): Promise<'done' | 'skipped'> => {
  await lockDossier(tx.db, dossierId)
  const due = await lockDueChecks(tx.db, dossierId)
  if (!due) return 'skipped'
  const isChanged = await checkDossier(tx, dossierId)
  await endDueChecks(tx.db, due)
  return isChanged ? 'done' : 'skipped'
}

/**
 * Compares the pieces of every dossier in which something changed that a check looks at: a piece was read or judged, a reading put right,
 * company, people or account edited (the database notes it: checks_due).
 */
export const checkDocuments = (ctx: Ctx): Promise<Report> =>
  sweep<DueChecks>(ctx, {
    find: ({ db }, after, limit) => findDueChecks(db, after, limit),
    subject: ({ dossier_id: id }) => id,
    each: checkOne,
    batch: 100,
  })
