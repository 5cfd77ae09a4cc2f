import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findDocument, lockDocument, type DocumentRow } from '#src/documents/documents.sql.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { isSensible } from '#src/pieces/normaliseField.ts'
import { fieldNames, fieldOf, type FieldName } from '#src/pieces/piece.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { holdDossier } from '#src/reviews/touchReview.ts'
import { findFinding, listCorrections, saveCorrection, withdrawCorrection } from './checks.sql.ts'
import { understoodOf } from './understood.ts'

export type FieldCorrection = { field: string; nth: number; value: string }

const mostNth = 50

const pieceToCorrect = async (tx: Tx, id: string): Promise<DocumentRow> => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'documents.decide')) throw forbidden()
  const piece = await findDocument(tx.db, id)
  if (!piece || piece.state === 'withdrawn') throw notFound()
  await lockDossier(tx.db, piece.dossier_id)
  return piece
}

const mustCount = async (tx: Tx, piece: DocumentRow): Promise<void> => {
  await holdDossier(tx, piece.dossier_id)
  const { state } = await lockDocument(tx.db, piece.id)
  if (state === 'withdrawn') throw notFound()
  // nobody compares it any more
  if (state === 'superseded') throw conflict('state_has_changed')
}

const mustBeField = ({ field, nth, value }: FieldCorrection): void => {
  if (!fieldNames.includes(field as FieldName) || !Number.isInteger(nth) || nth < 0 || nth > mostNth)
    throw invalid({ field: 'web:field.bad_choice' })
  if (value.trim() !== '' && !isSensible(field as FieldName, value)) throw invalid({ value: 'web:field.bad_date' })
}

const machineReading = async (tx: Tx, id: string, { field, nth }: FieldCorrection): Promise<string> => {
  const found = await findFinding(tx.db, id)
  return found ? (fieldOf(understoodOf(found), field as FieldName, nth)?.value ?? '') : ''
}

/** What counts now, and what it is to be: nothing where the machine's reading is to count again. */
type Change = { before: string; after: string; isTakenBack: boolean }

/** Null where it counts already: sent twice, or taken back twice. */
const changeOf = async (tx: Tx, id: string, correction: FieldCorrection): Promise<Change | null> => {
  const machine = await machineReading(tx, id, correction)
  const current = (await listCorrections(tx.db, [id])).find(({ field, nth }) => field === correction.field && nth === correction.nth)
  const value = correction.value.trim()
  const isTakenBack = value === '' || value === machine
  if (isTakenBack ? !current : current?.value === value) return null
  return { before: current?.value ?? machine, after: isTakenBack ? machine : value, isTakenBack }
}

const keep = async (tx: Tx, piece: DocumentRow, { field, nth }: FieldCorrection, { before, after, isTakenBack }: Change): Promise<void> => {
  if (isTakenBack) await withdrawCorrection(tx.db, { documentId: piece.id, field, nth }, tx.now)
  else await saveCorrection(
      tx.db,
      { document_id: piece.id, field, nth, value: after, corrected_by: tx.actor.id, corrected_at: tx.now },
      tx.now,
    )
  await record(tx, isTakenBack ? 'document.correction_withdrawn' : 'document.field_corrected', {
    subject: piece.id,
    merchantId: piece.merchant_id,
    data: { dossierId: piece.dossier_id, field, nth },
    personal: { changes: [{ field: `piece_${field}`, before, after }] },
  })
  await touchPieces(tx, piece.dossier_id)
  tx.afterCommit(() => ring('check-documents'))
}

/**
 * A person reads a field better than the program did: what he typed counts from now on, beside what the machine read and with his name; the
 * checks are made anew. An empty value takes his correction back; the same again changes nothing. 422 where a date is none, 409 where the
 * piece was replaced, the dossier is not before us or somebody else holds it.
 */
export const correctField = (ctx: Ctx, id: string, correction: FieldCorrection): Promise<void> =>
  unit(ctx, async (tx) => {
    mustBeField(correction)
    const piece = await pieceToCorrect(tx, id)
    const change = await changeOf(tx, id, correction)
    if (!change) return
    await mustCount(tx, piece)
    await keep(tx, piece, correction, change)
  })
