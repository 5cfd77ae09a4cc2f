import { invalid } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { insertCheckOverrides, listFailedChecks } from './checks.sql.ts'

/**
 * A piece is accepted although the program says that it disagrees: each failed check is overridden, with the person's reason (422 where he
 * gives none). Answers which; none where nothing failed, or where nothing was checked yet.
 */
export const overrideChecks = async (tx: Tx, documentId: string, reason: string): Promise<string[]> => {
  const failed = await listFailedChecks(tx.db, documentId)
  if (failed.length > 0 && reason.trim() === '') throw invalid({ why: 'documents:accept.say_why' })
  await insertCheckOverrides(
    tx.db,
    failed.map((check) => ({ document_id: documentId, check_id: check, reason, overridden_by: tx.actor.id, overridden_at: tx.now })),
  )
  return failed
}
