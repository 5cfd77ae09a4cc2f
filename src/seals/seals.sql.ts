import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SealCertificates } from '#src/platform/db.types.ts'

export type CertificateRow = Selectable<SealCertificates>

/** Some two hundred, a kilobyte each. */
export const listCertificates = (db: ReadDb): Promise<CertificateRow[]> =>
  db.selectFrom('seal_certificates').selectAll().orderBy('issuer_id').orderBy('certificate_id').execute()

/** Whose certificates these are, by their two marks « FR03 EDF0 »; those we do not know are left out. */
export const listIssuerNames = async (
  db: ReadDb,
  marks: readonly { issuerId: string; certificateId: string }[],
): Promise<Map<string, string>> => {
  if (marks.length === 0) return new Map()
  const rows = await db
    .selectFrom('seal_certificates')
    .select(['issuer_id', 'certificate_id', 'subject'])
    .where((eb) => eb.or(marks.map(({ issuerId, certificateId }) => eb.and({ issuer_id: issuerId, certificate_id: certificateId }))))
    .execute()
  return new Map(rows.map((row) => [`${row.issuer_id} ${row.certificate_id}`, row.subject]))
}

/** False where that very certificate was here already, brought by somebody at this very moment included. */
export const saveCertificate = async (db: WritableDb, row: Insertable<SealCertificates>): Promise<boolean> => {
  const { issuer_id: _issuer, certificate_id: _certificate, ...change } = row
  const written = await db
    .insertInto('seal_certificates')
    .values(row)
    .onConflict((oc) => oc.columns(['issuer_id', 'certificate_id']).doUpdateSet(change).where('seal_certificates.der', '<>', row.der))
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}
