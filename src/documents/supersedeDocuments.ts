import { step } from '#src/kernel/lifecycle.ts'
import { settleIdentification } from '#src/identification/settleIdentification.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { documentLifecycle, type DocumentState } from './document.ts'
import { listPieces, updateDocument } from './documents.sql.ts'

/** Pieces of one line of the checklist that count no longer: a newer one came, or the line is asked for anew. Answers how many. */
export const supersedeDocuments = async (
  tx: Tx,
  dossierId: string,
  requirementKey: string,
  states: readonly DocumentState[],
): Promise<number> => {
  const pieces = await listPieces(tx.db, dossierId, requirementKey, states)
  for (const piece of pieces) {
    const { to, event } = step(documentLifecycle, piece.state, 'supersede', tx.actor)
    await updateDocument(tx.db, piece.id, { state: to })
    await record(tx, event, {
      subject: piece.id,
      merchantId: piece.merchant_id,
      data: { dossierId, requirementKey, from: piece.state, to },
    })
    if (piece.state === 'accepted') await settleIdentification(tx, piece)
  }
  return pieces.length
}
