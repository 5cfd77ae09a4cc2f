import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { FraudCertificates } from '#src/platform/db.types.ts'

export type CertificateRow = Selectable<FraudCertificates>

export const insertCertificate = async (db: WritableDb, row: Insertable<FraudCertificates>): Promise<void> => {
  await db.insertInto('fraud_certificates').values(row).execute()
}

/** Of a case, the newest first. */
export const listCertificates = (db: ReadDb, caseId: string): Promise<CertificateRow[]> =>
  db.selectFrom('fraud_certificates').selectAll().where('case_id', '=', caseId).orderBy('id', 'desc').execute()

export const findCertificate = async (db: ReadDb, caseId: string, id: string): Promise<CertificateRow | null> =>
  (await db.selectFrom('fraud_certificates').selectAll().where('case_id', '=', caseId).where('id', '=', id).executeTakeFirst()) ?? null

export const isCertificateKept = async (db: ReadDb, storageKey: string): Promise<boolean> =>
  (await db.selectFrom('fraud_certificates').select('id').where('storage_key', '=', storageKey).executeTakeFirst()) !== undefined
