import { step } from '#src/kernel/lifecycle.ts'
import { settleIdentification } from '#src/identification/settleIdentification.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { documentLifecycle } from './document.ts'
import { listDocuments, updateDocument, type DocumentRow } from './documents.sql.ts'

/**
 * What accepted pieces prove was changed by the merchant: they are to be judged again. The caller holds the dossier's lock and raises its
 * version.
 */
export const reopenDocuments = async (tx: Tx, dossierId: string, isAbout: (piece: DocumentRow) => boolean): Promise<void> => {
  for (const piece of await listDocuments(tx.db, dossierId)) {
    if (piece.state !== 'accepted' || !isAbout(piece)) continue
    const { to, event } = step(documentLifecycle, piece.state, 'reopen', tx.actor)
    await updateDocument(tx.db, piece.id, { state: to, decided_by: null, decided_at: null })
    await record(tx, event, {
      subject: piece.id,
      merchantId: piece.merchant_id,
      data: { dossierId, requirementKey: piece.requirement_key, from: piece.state, to },
    })
    await settleIdentification(tx, piece)
  }
}
