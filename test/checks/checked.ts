import type { CheckId, Verdict } from '#src/checks/check.ts'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { updateDocument } from '#src/documents/documents.sql.ts'
import { savePage } from '#src/documents/pages.sql.ts'
import { pageColumns } from '#src/documents/pageColumns.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { unit } from '#src/platform/ctx.ts'
import { readDocument, type DocumentType } from '#src/platform/ocr.ts'
import { record } from '#src/platform/record.ts'
import { paper, pieceRow, sendPiece, type SendingWish } from '#test/documents/pieces.ts'
import type { Dossier } from '#test/reviews/dossiers.ts'
import type { House } from '#test/support/house.ts'
import { atItsWord } from '#test/support/readers.ts'

/** What the program found of a piece, as its rows say it. */
export const findingOf = (house: House, id: string) =>
  house.db.selectFrom('document_findings').selectAll().where('document_id', '=', id).executeTakeFirst()
export const checksOf = (house: House, id: string) =>
  house.db.selectFrom('document_checks').selectAll().where('document_id', '=', id).orderBy('position').execute()
export const verdictOf = async (house: House, id: string, check: CheckId): Promise<Verdict | null> =>
  (await checksOf(house, id)).find(({ check_id }) => check_id === check)?.verdict ?? null
export const overallOf = async (house: House, id: string): Promise<Verdict | null> => (await findingOf(house, id))?.verdict ?? null
export const correctionsOf = (house: House, id: string) =>
  house.db.selectFrom('document_corrections').selectAll().where('document_id', '=', id).orderBy('id').execute()
export const overridesOf = (house: House, id: string) =>
  house.db.selectFrom('check_overrides').selectAll().where('document_id', '=', id).orderBy('id').execute()
export const dueOf = async (house: House): Promise<string[]> =>
  (await house.db.selectFrom('checks_due').select('dossier_id').orderBy('dossier_id').execute()).map(({ dossier_id }) => dossier_id)

/** Read and compared, as the workers do it. */
export const readAndCheck = async (house: House): Promise<void> => {
  await readDocuments(house.ctx())
  await checkDocuments(house.ctx())
}

/** Sent, and read as `readOne` leaves it. */
export const sendRead = async (house: House, one: Dossier, wish: SendingWish = {}): Promise<string> => {
  const id = await sendPiece(house, one, wish)
  const piece = await pieceRow(house, id)
  const bytes = wish.bytes ?? (await paper(wish)).bytes
  const { pages } = await atItsWord(readDocument)({ bytes, type: piece.type as DocumentType })
  await unit(house.ctx(), async (tx) => {
    for (const page of pages) await savePage(tx.db, pageColumns(id, page))
    await updateDocument(tx.db, id, { reading_state: 'read', reading_seen_at: tx.now, pages_read: pages.length, reading_attempts: 1 })
    await record(tx, 'document.read', { subject: id, merchantId: one.merchantId })
  })
  return id
}

export const sendChecked = async (house: House, one: Dossier, wish: SendingWish = {}): Promise<string> => {
  const id = await sendRead(house, one, wish)
  await checkDocuments(house.ctx())
  return id
}

/** The card of the person of the dossier. */
export const card = (one: Dossier, wish: SendingWish = {}): SendingWish => ({
  kind: 'fr_cni_e',
  requirementKey: `identity_document:${one.personId}`,
  personId: one.personId,
  ...wish,
})
