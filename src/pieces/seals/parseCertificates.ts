import type { X509Certificate } from 'node:crypto'
import type { Day } from '#src/kernel/calendar.ts'
import { daysOf, isTrialCertificate, nameOf, openCertificate } from './certificate.ts'

export type ImportedCertificate = {
  issuerId: string
  /** Empty for an authority's own. */
  certificateId: string
  der: Uint8Array
  subject: string
  notBefore: Day
  notAfter: Day
  /** Anybody may hold its key: never take it in but for a trial. */
  isTrial: boolean
}

const pemBlock = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g

/** A file holds one certificate in DER, or any number in PEM. */
const blocksOf = (bytes: Uint8Array): Uint8Array[] => {
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return [bytes]
  return [...text.matchAll(pemBlock)].map((found) => Buffer.from(found[1] ?? '', 'base64'))
}

const authorityId = /^[A-Z]{2}[0-9A-Z]{2}$/
const fileIds = /(?:^|[/\\])([A-Z]{2}[0-9A-Z]{2})(?:_([0-9A-Z]{4}))?\.[a-z]+$/i

/** The certificate's own names go before the file's: an authority is called FR03, an issuer EDF0 of FR03. */
const idsOf = (certificate: X509Certificate, fileName: string): { issuerId: string; certificateId: string } | null => {
  const own = nameOf(certificate.subject, 'CN')
  const authority = nameOf(certificate.issuer, 'CN')
  if (certificate.ca && authorityId.test(own)) return { issuerId: own, certificateId: '' }
  if (authorityId.test(authority) && /^[0-9A-Z]{4}$/.test(own)) return { issuerId: authority, certificateId: own }
  const [, issuerId = '', certificateId = ''] = fileIds.exec(fileName) ?? []
  return issuerId ? { issuerId: issuerId.toUpperCase(), certificateId: certificateId.toUpperCase() } : null
}

const subjectOf = (certificate: X509Certificate): string => nameOf(certificate.subject, 'O') || nameOf(certificate.subject, 'CN')

/** The certificates of one file of a chain, for the import by operators. What is no certificate, or of nobody we can name, is left out. */
export const parseCertificates = (fileName: string, bytes: Uint8Array): ImportedCertificate[] =>
  blocksOf(bytes).flatMap((der) => {
    const certificate = openCertificate(der)
    const ids = certificate && idsOf(certificate, fileName)
    if (!certificate || !ids) return []
    return [{
      ...ids,
      der: new Uint8Array(certificate.raw),
      subject: subjectOf(certificate),
      ...daysOf(certificate),
      isTrial: isTrialCertificate(certificate),
    }]
  })
