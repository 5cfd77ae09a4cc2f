import { type KeyObject, verify, type X509Certificate } from 'node:crypto'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { Seal } from '#src/pieces/piece.ts'
import { fromBase32 } from './base32.ts'
import { daysOf } from './certificate.ts'
import type { ParsedCode } from './parseCode.ts'

/** The digest goes with the curve; the signature is r and s one after the other (§ « Signature » of the specification). */
const digests: Record<string, { digest: string; bytes: number }> = dictionary({
  prime256v1: { digest: 'sha256', bytes: 64 },
  secp384r1: { digest: 'sha384', bytes: 96 },
  secp521r1: { digest: 'sha512', bytes: 132 },
})

/** Whether that key signed that code. Accents may have been signed in either writing. */
export const isSignedWith = (code: Pick<ParsedCode, 'message' | 'signature'>, key: KeyObject): boolean => {
  const curve = digests[key.asymmetricKeyDetails?.namedCurve ?? '']
  const signature = fromBase32(code.signature)
  if (!curve || signature?.length !== curve.bytes) return false
  return (['utf8', 'latin1'] as const).some((writing) =>
    verify(curve.digest, Buffer.from(code.message, writing), { key, dsaEncoding: 'ieee-p1363' }, signature)
  )
}

/** Expiry is judged on the day the code was signed: what was signed in time stays true. */
export const judgeSignature = (code: ParsedCode, certificate: X509Certificate | null): Seal['signature'] => {
  if (!certificate || certificate.publicKey.asymmetricKeyType !== 'ec') return 'unknown_certificate'
  if (!isSignedWith(code, certificate.publicKey)) return 'invalid'
  const { notBefore, notAfter } = daysOf(certificate)
  const isInTime = code.signedOn !== null && notBefore <= code.signedOn && code.signedOn <= notAfter
  return isInTime ? 'valid' : 'certificate_expired'
}
