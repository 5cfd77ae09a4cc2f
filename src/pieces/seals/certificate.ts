import { X509Certificate } from 'node:crypto'
import { type Day, parisDay } from '#src/kernel/calendar.ts'

/** A certificate as it is kept: of an issuer, or of an authority (then without a certificate id). */
export type KnownCertificate = {
  der: Uint8Array
  /** Operators vouch for this one by itself: no authority need have signed it (trial certificates). */
  isAnchor?: boolean
}

/** `certificateId` is empty for the authority's own. Null: not known here. */
export type CertificateLookUp = (issuerId: string, certificateId: string) => KnownCertificate | null

export const openCertificate = (der: Uint8Array): X509Certificate | null => {
  try {
    return new X509Certificate(Buffer.from(der))
  } catch {
    return null
  }
}

/** One line of the subject or the issuer: 'CN', 'O'. */
export const nameOf = (lines: string, key: string): string =>
  lines.split('\n').find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1).trim() ?? ''

/** ANTS publishes keys to try with, signed by real authorities: whoever holds them may sign anything. */
export const isTrialCertificate = (certificate: X509Certificate): boolean => /CERTIFICAT DE TEST/i.test(nameOf(certificate.subject, 'O'))

export const daysOf = (certificate: X509Certificate): { notBefore: Day; notAfter: Day } => ({
  notBefore: parisDay(new Date(certificate.validFrom)),
  notAfter: parisDay(new Date(certificate.validTo)),
})

const isSignedBy = (certificate: X509Certificate, authority: X509Certificate): boolean => {
  try {
    return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
  } catch {
    return false
  }
}

/** The issuer's certificate, where there is a reason to believe it: its authority is known and signed it, or operators vouch for it. */
export const findTrusted = (lookUp: CertificateLookUp, issuerId: string, certificateId: string): X509Certificate | null => {
  const known = lookUp(issuerId, certificateId)
  const certificate = known && openCertificate(known.der)
  if (!known || !certificate) return null
  if (known.isAnchor) return certificate
  const authority = lookUp(issuerId, '')
  const opened = authority && openCertificate(authority.der)
  return opened && !isTrialCertificate(certificate) && isSignedBy(certificate, opened) ? certificate : null
}
