import type { Seal } from '#src/pieces/piece.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { type CertificateLookUp, findTrusted } from './certificate.ts'
import { parseCode } from './parseCode.ts'
import { judgeSignature } from './verifySignature.ts'

export type { CertificateLookUp, KnownCertificate } from './certificate.ts'

const mostSeals = 40

/** The signed codes of a piece, each once, with what their signature is worth. Any other code is passed over: its text is a stranger's. */
export const readSeals = (pages: readonly Pick<ReadPage, 'page' | 'codes'>[], lookUp: CertificateLookUp): Seal[] => {
  const codes = pages.flatMap(({ page, codes }) => codes.map(({ text, box }) => ({ text, place: { page, box } })))
  const once = codes.filter(({ text }, i) => codes.findIndex((other) => other.text === text) === i)
  return once
    .flatMap(({ text, place }): Seal[] => {
      const code = parseCode(text)
      if (!code) return []
      const { documentType, issuerId, certificateId, issuedOn, signedOn, data } = code
      const signature = judgeSignature(code, findTrusted(lookUp, issuerId, certificateId))
      return [{ kind: '2d-doc', documentType, issuerId, certificateId, issuedOn, signedOn, data, signature, place }]
    })
    .slice(0, mostSeals)
}
