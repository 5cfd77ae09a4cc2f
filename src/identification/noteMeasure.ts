import { newId } from '#src/kernel/ids.ts'
import type { DossierRow, PersonRow } from '#src/dossiers/facts.ts'
import { personName } from '#src/dossiers/person.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { IdentificationMeasure } from './identification.ts'
import { insertMeasure, withdrawMeasureRow, type MeasureRow } from './identification.sql.ts'

type Found = {
  measure: IdentificationMeasure
  /** The piece it rests on. */
  documentId: string | null
  /** In words; empty where the accepted piece says it all. */
  evidence: string
  isAutomatic: boolean
  verifiedBy: string
  verifiedAt: Date
}

type Whose = { dossier: Pick<DossierRow, 'id' | 'merchant_id'>; person: PersonRow }

/**
 * A measure by which a person was identified: its row and its event. False, and nothing is written, where he has it already. The caller
 * holds the dossier's lock and raises its version.
 */
export const noteMeasure = async (tx: Tx, { dossier, person }: Whose, found: Found): Promise<boolean> => {
  const { measure, documentId, evidence, isAutomatic } = found
  const id = newId('iden', tx.now)
  const isNew = await insertMeasure(tx.db, {
    id,
    dossier_id: dossier.id,
    person_id: person.id,
    measure,
    document_id: documentId,
    evidence,
    is_automatic: isAutomatic,
    verified_by: found.verifiedBy,
    verified_at: found.verifiedAt,
  })
  if (!isNew) return false
  const data = { dossierId: dossier.id, personId: person.id, measure, documentId, isAutomatic }
  await record(tx, 'identification.recorded', {
    subject: id,
    merchantId: dossier.merchant_id,
    data,
    personal: { name: personName(person), ...(evidence ? { note: evidence } : {}) },
  })
  return true
}

/** A measure counts no longer: `reason` in words where a person took it back. False where it was taken back before. */
export const dropMeasure = async (
  tx: Tx,
  { dossier, person }: Whose,
  { id, measure, document_id: documentId }: MeasureRow,
  reason = '',
): Promise<boolean> => {
  if (!(await withdrawMeasureRow(tx.db, id, tx.actor.id, tx.now))) return false
  const data = { dossierId: dossier.id, personId: person.id, measure, documentId }
  await record(tx, 'identification.withdrawn', {
    subject: id,
    merchantId: dossier.merchant_id,
    data,
    personal: { name: personName(person), ...(reason ? { reason } : {}) },
  })
  return true
}
