import type { CertificateLookUp } from '#src/pieces/seals/readSeals.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listCertificates } from './seals.sql.ts'

export type { CertificateLookUp } from '#src/pieces/seals/readSeals.ts'

/** The chains as they now are, for the verification of codes. */
export const lookUpCertificates = async (db: ReadDb): Promise<CertificateLookUp> => {
  const known = new Map(
    (await listCertificates(db)).map((row) => [`${row.issuer_id} ${row.certificate_id}`, { der: row.der, isAnchor: row.is_anchor }]),
  )
  return (issuerId, certificateId) => known.get(`${issuerId} ${certificateId}`) ?? null
}
