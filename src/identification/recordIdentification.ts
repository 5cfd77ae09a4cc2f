import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { listPeople, type PersonRow } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { reviewerOf } from '#src/reviews/review.ts'
import { holdDossier } from '#src/reviews/touchReview.ts'
import { copyOfDocument, isIdentificationMeasure, peopleToIdentify, type IdentificationMeasure } from './identification.ts'
import { noteMeasure } from './noteMeasure.ts'

/** `evidence`: what proves it, in words; `documentId`: the accepted piece of that person which it rests on, if one does. */
export type Identification = { personId: string; measure: number; evidence: string; documentId?: string | null; ticket?: string }

const measureSaid = ({ measure, evidence }: Identification): IdentificationMeasure => {
  if (!isIdentificationMeasure(measure)) throw invalid({ measure: 'web:field.bad_choice' })
  if (evidence.trim() === '') throw invalid({ evidence: 'web:field.missing' })
  return measure
}

/** 404 for who is not on this file; 409 for one who acts for the client no longer. */
const personOf = async (tx: Tx, dossierId: string, personId: string): Promise<PersonRow> => {
  const people = await listPeople(tx.db, dossierId)
  const person = people.find(({ id }) => id === personId)
  if (!person) throw notFound()
  if (!peopleToIdentify([person]).length) throw conflict('state_has_changed')
  return person
}

/** The piece is that person's own, in this dossier, and accepted. A copy of a document (1°) is nothing without it. */
const pieceOf = async (
  tx: Tx,
  { dossier_id: dossierId, id: personId }: PersonRow,
  measure: IdentificationMeasure,
  documentId: string | null,
): Promise<string | null> => {
  const isCopy = measure === copyOfDocument
  if (documentId === null) {
    if (isCopy) throw invalid({ document: 'identification:problem.copy_without_piece' })
    return null
  }
  const piece = await findDocument(tx.db, documentId)
  const isHis = piece?.dossier_id === dossierId && piece.person_id === personId && piece.state === 'accepted'
  if (!isHis || (isCopy && piece.kind !== 'identity_document')) throw invalid({ document: 'identification:problem.other_piece' })
  return documentId
}

/**
 * An analyst or officer says by which measure of R561-5-2 a person who acts for the client was identified (KYC-06). It voids a proposal
 * that waits. The same form twice does it once. 404 for a person of another file; 422 naming `measure`, `evidence` or `document`; 409 where
 * the dossier is not before us, somebody else holds it, or this measure was recorded a moment ago.
 */
export const recordIdentification = (ctx: Ctx, dossierId: string, said: Identification): Promise<void> =>
  unit(ctx, async (tx) => {
    reviewerOf(tx.actor)
    const measure = measureSaid(said)
    if (!(await takeTicket(tx, said.ticket))) return
    const dossier = await holdDossier(tx, dossierId)
    const person = await personOf(tx, dossierId, said.personId)
    const documentId = await pieceOf(tx, person, measure, said.documentId ?? null)
    const found = { measure, documentId, evidence: said.evidence.trim(), isAutomatic: false, verifiedBy: tx.actor.id, verifiedAt: tx.now }
    if (!(await noteMeasure(tx, { dossier, person }, found))) throw conflict('state_has_changed')
    await touchPieces(tx, dossierId)
  })
