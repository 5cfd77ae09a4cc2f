import { fingerprint, sealWithMaster, unsealWithMaster } from '#src/platform/crypto.ts'
import { totpSecretOf } from './totp.ts'

const label = (staffId: string): string => `staff-totp:${staffId}`

export const sealTotpSecret = (staffId: string, secret: string): Buffer => sealWithMaster(Buffer.from(secret), label(staffId))
export const openTotpSecret = (staffId: string, sealed: Buffer): string => unsealWithMaster(sealed, label(staffId)).toString()

/**
 * The secret offered to somebody who enrols, drawn from his half-open session under the master key: showing the page keeps nothing, and
 * reloading it shows the same. It is kept once a code proves that it was read.
 */
export const offeredTotpSecret = (sessionId: string): string => totpSecretOf(fingerprint(sessionId, 'staff-totp-offer'))
