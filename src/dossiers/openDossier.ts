import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { insertDossier } from './dossiers.sql.ts'

/** An empty draft: every merchant has one dossier, from the day he signs up. */
export const openDossier = async (tx: Tx, merchantId: string): Promise<string> => {
  const id = newId('doss', tx.now)
  await insertDossier(tx.db, { id, merchant_id: merchantId, created_at: tx.now, updated_at: tx.now })
  await record(tx, 'dossier.opened', { subject: id, merchantId })
  return id
}
