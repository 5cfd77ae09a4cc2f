import { conflict, notFound } from '#src/kernel/errors.ts'
import { merchantOf } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { forgetFindings } from '#src/checks/forgetFindings.ts'
import { isEditableByMerchant } from '#src/dossiers/dossier.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { removeFile } from '#src/platform/storage.ts'
import { documentLifecycle } from './document.ts'
import { findDocument, lockDocument, updateDocument, type DocumentRow } from './documents.sql.ts'
import { deletePages } from './pages.sql.ts'

/** What has been before us stays: it was judged, or it answered a request. */
const wasSubmitted = (piece: DocumentRow, submittedAt: Date | null): boolean => submittedAt !== null && piece.uploaded_at <= submittedAt

const takeBack = async (tx: Tx, piece: DocumentRow): Promise<void> => {
  const dossier = await lockDossier(tx.db, piece.dossier_id)
  const { state, storage_key: key } = await lockDocument(tx.db, piece.id)
  const { to, event } = step(documentLifecycle, state, 'withdraw', tx.actor)
  if (!isEditableByMerchant(dossier.state) || wasSubmitted(piece, dossier.submitted_at)) throw conflict('document_was_submitted')
  await updateDocument(tx.db, piece.id, { state: to, reading_state: 'read' })
  await deletePages(tx.db, piece.id)
  await forgetFindings(tx, piece)
  await record(tx, event, {
    subject: piece.id,
    merchantId: piece.merchant_id,
    data: { dossierId: piece.dossier_id, requirementKey: piece.requirement_key, from: state, to },
  })
  await touchPieces(tx, piece.dossier_id)
  tx.afterCommit(() => removeFile(key))
}

/** The merchant takes a piece back before it ever came before us: the row stays, the file and what was read of it go. */
export const withdrawDocument = (ctx: Ctx | Tx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const piece = await findDocument(tx.db, id)
    if (!piece || piece.merchant_id !== merchantOf(tx.actor)) throw notFound()
    await takeBack(tx, piece)
  })
