import { fingerprint, seal, unseal } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeyOf } from '#src/platform/person-keys.ts'

const label = (mandateId: string): string => `mandate-iban:${mandateId}`

/** How an IBAN is found again without being kept. */
export const ibanHash = (iban: string): Buffer => fingerprint(iban, 'payer-iban')

export const sealIban = (key: Buffer, mandateId: string, iban: string): Buffer => seal(key, Buffer.from(iban), label(mandateId))

type Sealed = { id: string; merchant_id: string; key_id: string | null; sealed_iban: Buffer }

/** The account's IBAN; null where its holder's key, or the merchant's, was destroyed. */
export const findIban = async (db: ReadDb, row: Sealed): Promise<string | null> => {
  const key = await findKeyOf(db, { keyId: row.key_id, merchantId: row.merchant_id })
  return key && unseal(key, row.sealed_iban, label(row.id)).toString()
}

/** The account's IBAN, for whoever debits it. Throws where nobody can open it any more. */
export const readIban = async (db: ReadDb, row: Sealed): Promise<string> => {
  const iban = await findIban(db, row)
  if (iban === null) throw new Error('the key of this account was destroyed')
  return iban
}
