import { fingerprint, seal, unseal } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeyOf } from '#src/platform/person-keys.ts'

const label = (mandateId: string): string => `mandate-iban:${mandateId}`

/** How an IBAN is found again without being kept. */
export const ibanHash = (iban: string): Buffer => fingerprint(iban, 'payer-iban')

export const sealIban = (key: Buffer, mandateId: string, iban: string): Buffer => seal(key, Buffer.from(iban), label(mandateId))

/** The account's IBAN, for whoever debits it. Throws where its holder's key, or the merchant's, was destroyed. */
export const readIban = async (db: ReadDb, row: { id: string; merchant_id: string; key_id: string | null; sealed_iban: Buffer }): Promise<string> => {
  const key = await findKeyOf(db, { keyId: row.key_id, merchantId: row.merchant_id })
  if (!key) throw new Error('the key of this account was destroyed')
  return unseal(key, row.sealed_iban, label(row.id)).toString()
}
