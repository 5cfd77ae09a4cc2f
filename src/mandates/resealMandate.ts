import type { Tx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { personKeyFor } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { lockSealedMandate, updateMandateRow } from './mandates.sql.ts'
import { readIban, sealIban } from './vault.ts'

/** The account of a mandate of before goes from its merchant's key under its holder's. */
export const resealMandate = async (tx: Tx, id: string): Promise<'done' | 'skipped'> => {
  const mandate = await lockSealedMandate(tx.db, id)
  if (!mandate || mandate.key_id !== null || !(await findMerchantKey(tx.db, mandate.merchant_id))) return 'skipped'
  const own = await personKeyFor(tx, { subject: id, within: null, merchantId: mandate.merchant_id })
  await updateMandateRow(tx.db, id, { sealed_iban: sealIban(own.key, id, await readIban(tx.db, mandate)), key_id: own.id })
  await record(tx, 'mandate.resealed', { subject: id, merchantId: mandate.merchant_id, data: { mode: mandate.mode } })
  return 'done'
}
