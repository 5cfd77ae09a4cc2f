import { generateSecret, generateSync, generateURI, ScureBase32Plugin, verifySync } from 'otplib'

const stepSeconds = 30
const issuer = 'Vigie'

const epochOf = (now: Date): number => Math.floor(now.getTime() / 1_000)

export const newTotpSecret = (): string => generateSecret()

/** 160 bits written in base 32, as authenticator apps read them. */
export const totpSecretOf = (bytes: Buffer): string => new ScureBase32Plugin().encode(bytes.subarray(0, 20), { padding: false })

/** In groups of four, for who types it. */
export const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

export const totpUri = (secret: string, email: string): string => generateURI({ issuer, label: email, secret })

/** The code of an instant. For tests and for the demo's own printed logins. */
export const totpCode = (secret: string, at: Date): string => generateSync({ secret, epoch: epochOf(at) })

/** « 123 456 » as some apps show it. Null where it is no code of six digits. */
const digitsOf = (typed: string): string | null => {
  const digits = typed.replace(/[\s\u00a0-]/g, '')
  return /^[0-9]{6}$/.test(digits) ? digits : null
}

/**
 * The 30-second step whose code this is, or null. One step of slack each way for clocks that differ (RFC 6238 §5.2); a step that was
 * used, or one before it, never again.
 */
export const matchTotp = (secret: string, typed: string, now: Date, lastStep: number | null): number | null => {
  const token = digitsOf(typed)
  if (!token) return null
  const found = verifySync({ secret, token, epoch: epochOf(now), epochTolerance: stepSeconds })
  if (!found.valid || !('timeStep' in found)) return null
  return lastStep === null || found.timeStep > lastStep ? found.timeStep : null
}
