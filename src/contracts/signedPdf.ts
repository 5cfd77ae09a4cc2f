import { PDFDocument } from 'pdf-lib'
import { sayInstant } from '#src/notifications/letterDates.ts'
import type { SignatureEvidence } from './contract.ts'
import { facts, foot, openSheet, paragraph, title } from './sheet.ts'

const instant = (at: Date): string => `${sayInstant(at, 'fr')} (heure de Paris) · ${at.toISOString()}`

const rows = (evidence: SignatureEvidence) => [
  { label: 'Contrat', value: evidence.contractId },
  { label: 'Version des clauses', value: evidence.wording },
  { label: 'Empreinte SHA-256 du document signé, sans cette page', value: evidence.sha256.replace(/(.{16})(?=.)/g, '$1 ') },
  { label: 'Signataire', value: evidence.signer },
  { label: 'Code envoyé à', value: evidence.email },
  { label: 'Code envoyé le', value: instant(evidence.codeSentAt) },
  { label: 'Code saisi le', value: instant(evidence.codeEnteredAt) },
  { label: 'Adresse de connexion', value: evidence.ip },
  { label: 'Navigateur', value: evidence.userAgent || 'non transmis' },
]

/** The document that was signed, page for page, and after it the page that proves how. The bytes signed are kept beside it. */
export const signedPdf = async (original: Buffer, evidence: SignatureEvidence): Promise<Buffer> => {
  const pdf = await PDFDocument.load(original, { updateMetadata: false })
  pdf.setModificationDate(evidence.codeEnteredAt)
  const first = pdf.getPageCount()
  const proof = rows(evidence)
  const sheet = await openSheet(pdf, proof.map(({ value }) => value))
  title(
    sheet,
    'Preuve de signature',
    'Cette page a été ajoutée au moment de la signature. Elle ne fait pas partie du document dont l’empreinte est donnée ci-dessous.',
  )
  facts(sheet, proof)
  paragraph(
    sheet,
    'Le signataire a pris connaissance du contrat dans son espace, a reçu un code à usage unique à l’adresse ci-dessus et l’a saisi pour signer.',
  )
  foot(sheet, `Contrat ${evidence.contractId} · version ${evidence.wording} · preuve de signature`, first)
  return Buffer.from(await pdf.save())
}
