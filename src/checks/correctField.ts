import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findDocument, type DocumentRow } from '#src/documents/documents.sql.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { fieldNames, fieldOf, type FieldName } from '#src/pieces/piece.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findFinding, saveCorrection, withdrawCorrection } from './checks.sql.ts'
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

const mustBeField = ({ field, nth }: FieldCorrection): void => {
  if (!fieldNames.includes(field as FieldName) || !Number.isInteger(nth) || nth < 0 || nth > mostNth) throw invalid({ field: 'web:field.bad_choice' })
}

const machineReading = async (tx: Tx, id: string, { field, nth }: FieldCorrection): Promise<string> => {
  const found = await findFinding(tx.db, id)
  return found ? (fieldOf(understoodOf(found), field as FieldName, nth)?.value ?? '') : ''
}

/**
 * A person reads a field better than the program did: what he typed counts from now on, beside what the machine read and with his name;
 * the checks are made anew. An empty value takes his correction back.
 */
export const correctField = (ctx: Ctx, id: string, correction: FieldCorrection): Promise<void> =>
  unit(ctx, async (tx) => {
    mustBeField(correction)
    const piece = await pieceToCorrect(tx, id)
    const { field, nth, value } = correction
    const machine = await machineReading(tx, id, correction)
    const isTakenBack = value.trim() === '' || value.trim() === machine
    if (isTakenBack && !(await withdrawCorrection(tx.db, { documentId: id, field, nth }, tx.now))) return
    if (!isTakenBack) await saveCorrection(tx.db, { document_id: id, field, nth, value: value.trim(), corrected_by: tx.actor.id, corrected_at: tx.now }, tx.now)
    const data = { dossierId: piece.dossier_id, field, nth }
    await record(tx, isTakenBack ? 'document.correction_withdrawn' : 'document.field_corrected', {
      subject: id, merchantId: piece.merchant_id, data, personal: { changes: [{ field: `piece_${field}`, before: machine, after: isTakenBack ? machine : value.trim() }] },
    })
    await touchPieces(tx, piece.dossier_id)
    tx.afterCommit(() => ring('check-documents'))
  })
