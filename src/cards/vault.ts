import type { Day } from '#src/kernel/calendar.ts'
import { fingerprint, newKey, seal, sealWithMaster, unseal, unsealWithMaster } from '#src/platform/crypto.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { findVault, insertVault } from './cards.sql.ts'

const keyLabel = (cardId: string): string => `card-key:${cardId}`
const panLabel = (cardId: string): string => `pan:${cardId}`

/** How a number is found again without being kept: keyed, so that trying all numbers needs the key too (PCI DSS 3.5.1.1). */
export const panHash = (pan: string): Buffer => fingerprint(pan, 'pan')

/**
 * Seals the number under a key of its own, which the master key wraps: destroying that key destroys the number in every copy of it
 * (rules.md SEC-04).
 */
export const keepPan = async (db: WritableDb, cardId: string, pan: string, destroyOn: Day): Promise<void> => {
  const key = newKey()
  await insertVault(db, {
    card_id: cardId,
    destroy_on: destroyOn,
    sealed_pan: seal(key, Buffer.from(pan), panLabel(cardId)),
    wrapped_key: sealWithMaster(key, keyLabel(cardId)),
  })
  key.fill(0)
}

/** The card's number, for whoever asks a bank; null where it was destroyed on its date, or there is no such card. */
export const readPan = async (db: ReadDb, cardId: string): Promise<string | null> => {
  const row = await findVault(db, cardId)
  if (!row?.sealed_pan || !row.wrapped_key) return null
  return unseal(unsealWithMaster(row.wrapped_key, keyLabel(cardId)), row.sealed_pan, panLabel(cardId)).toString()
}
