import { fingerprint } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { sealForMerchant, unsealForMerchant } from '#src/platform/merchant-keys.ts'

const label = (mandateId: string): string => `mandate-iban:${mandateId}`

/** How an IBAN is found again without being kept. */
export const ibanHash = (iban: string): Buffer => fingerprint(iban, 'payer-iban')

export const sealIban = (db: ReadDb, { id, merchantId }: { id: string; merchantId: string }, iban: string): Promise<Buffer> =>
  sealForMerchant(db, merchantId, Buffer.from(iban), label(id))

/** The account's IBAN, for whoever debits it. Throws where the merchant's key was destroyed. */
export const readIban = async (db: ReadDb, row: { id: string; merchant_id: string; sealed_iban: Buffer }): Promise<string> =>
  (await unsealForMerchant(db, row.merchant_id, row.sealed_iban, label(row.id))).toString()
