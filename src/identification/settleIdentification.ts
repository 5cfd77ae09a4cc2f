import { listDocuments, type DocumentRow } from '#src/documents/documents.sql.ts'
import { findDossier, listPeople, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { copyOfDocument, peopleToIdentify } from './identification.ts'
import { listMeasures, type MeasureRow } from './identification.sql.ts'
import { dropMeasure, noteMeasure } from './noteMeasure.ts'

type Piece = Pick<DocumentRow, 'dossier_id' | 'person_id'>

/**
 * A piece holds while it is accepted. That a validated merchant is asked for a newer one does not undo that he was identified by this one.
 */
const holds = ({ document_id: id }: MeasureRow, pieces: readonly DocumentRow[], { state }: DossierRow): boolean =>
  id === null ||
  pieces.some((piece) => piece.id === id && (piece.state === 'accepted' || (piece.state === 'superseded' && state === 'validated')))

const isAcceptedCopy = (piece: DocumentRow, personId: string): boolean =>
  piece.person_id === personId && piece.kind === 'identity_document' && piece.state === 'accepted'

/**
 * What the verdicts on a person's pieces make of his identification (R561-5-2 1°, rules.md §1.5): an accepted copy of his identity document
 * is a measure; one that rests on a piece which holds no longer is none. Called in the unit of the verdict, which holds the dossier's lock
 * and raises its version.
 */
export const settleIdentification = async (tx: Tx, { dossier_id: dossierId, person_id: personId }: Piece): Promise<void> => {
  const dossier = personId === null ? null : await findDossier(tx.db, dossierId)
  const person = dossier && peopleToIdentify(await listPeople(tx.db, dossierId)).find(({ id }) => id === personId)
  if (!person) return
  const [pieces, all] = [await listDocuments(tx.db, dossierId), await listMeasures(tx.db, dossierId)]
  const measures = all.filter(({ person_id }) => person_id === personId)
  const lost = measures.filter((measure) => !holds(measure, pieces, dossier))
  for (const measure of lost) await dropMeasure(tx, { dossier, person }, measure)
  const copy = pieces.find((piece) => isAcceptedCopy(piece, person.id))
  if (!copy?.decided_by || !copy.decided_at || measures.some((one) => one.measure === copyOfDocument && !lost.includes(one))) return
  await noteMeasure(tx, { dossier, person }, {
    measure: copyOfDocument,
    documentId: copy.id,
    evidence: '',
    isAutomatic: true,
    verifiedBy: copy.decided_by,
    verifiedAt: copy.decided_at,
  })
}
