import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { SealCertificates } from '#src/platform/db.types.ts'

export type CertificateRow = Selectable<SealCertificates>

/** Some two hundred, a kilobyte each. */
export const listCertificates = (db: ReadDb): Promise<CertificateRow[]> =>
  db.selectFrom('seal_certificates').selectAll().orderBy('issuer_id').orderBy('certificate_id').execute()

/** False where that very certificate was here already, brought by somebody at this very moment included. */
export const saveCertificate = async (db: WritableDb, row: Insertable<SealCertificates>): Promise<boolean> => {
  const { issuer_id: _issuer, certificate_id: _certificate, ...change } = row
  const written = await db
    .insertInto('seal_certificates').values(row)
    .onConflict((oc) => oc.columns(['issuer_id', 'certificate_id']).doUpdateSet(change).where('seal_certificates.der', '<>', row.der))
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}
