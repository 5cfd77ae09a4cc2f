import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findContract } from './contracts.sql.ts'
import { currentWording } from './wording.ts'

/** The wording that a merchant signed; where none is on file, the one in force. */
export const clauseOf = async (db: ReadDb, merchantId: string): Promise<string> => {
  const dossier = await findDossierOfMerchant(db, merchantId)
  return (dossier && (await findContract(db, dossier.id))?.wording) || currentWording
}
