import { conflict, notFound } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findSamePayer, lockAnyPayer, updatePayerRow } from './payers.sql.ts'

const fields = ['name', 'email', 'mobile', 'born_on', 'country'] as const
type Field = (typeof fields)[number]
const isField = (field: string): field is Field => (fields as readonly string[]).includes(field)

/**
 * What is known of a payer, put right at his own request, whoever's customer he is. 409 `customer_exists` where the merchant knows such a
 * one already.
 */
export const rectifyPayer = async (tx: Tx, id: string, field: string, value: string): Promise<void> => {
  const payer = await lockAnyPayer(tx.db, id)
  if (!payer || !isField(field)) throw notFound()
  const after = { ...payer, [field]: value || null }
  const same = payer.deleted_at ? null : await findSamePayer(tx.db, { merchantId: payer.merchant_id, mode: payer.mode }, after)
  if (same && same.id !== id) throw conflict('customer_exists', { id: same.id })
  await updatePayerRow(tx.db, id, { [field]: value || null })
  await record(tx, 'payer.rectified', {
    subject: id,
    merchantId: payer.merchant_id,
    data: { mode: payer.mode },
    personal: { before: { [field]: payer[field] }, after: { [field]: value } },
  })
}
