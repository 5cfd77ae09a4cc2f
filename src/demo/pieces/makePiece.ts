import { PDFDocument } from 'pdf-lib'
import { startOfParisDay } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { openPdf } from '#src/platform/pdf.ts'
import type { Pixels } from '#src/platform/pdf/page.ts'
import { boardList, minutes, powerOfAttorney, statutes } from './acts.ts'
import { invoice, proofOfAddress } from './bills.ts'
import { photographed, scanned, spoiled } from './degrade.ts'
import type { Piece, PieceInput, PieceKind, PieceQuality } from './facts.ts'
import { type PrintedFacts, printedFacts } from './flaw.ts'
import { newIdentityCard, oldIdentityCard, passport } from './identity.ts'
import { accounts, rib, sourceOfFunds } from './money.ts'
import { ownerDeclaration, rbeExtract } from './owners.ts'
import { attestationRne, avisSirene, kbis, recepisse } from './registers.ts'
import { between, type Dice, dice } from './seed.ts'
import { save, type Sheet } from './sheet.ts'

type Maker = (facts: PrintedFacts, roll: Dice) => Promise<Sheet>

const makers: Record<PieceKind, Maker> = {
  fr_cni_e: newIdentityCard,
  fr_cni_old: oldIdentityCard,
  passport,
  kbis,
  avis_sirene: avisSirene,
  attestation_rne: attestationRne,
  statuts: statutes,
  pv_nomination: minutes,
  beneficial_owner_declaration: ownerDeclaration,
  rbe_extract: rbeExtract,
  rib,
  activity_proof: invoice,
  rna_recepisse: recepisse,
  association_board_list: boardList,
  proof_of_address: proofOfAddress,
  power_of_attorney: powerOfAttorney,
  accounts,
  source_of_funds: sourceOfFunds,
}

const stems: Record<PieceKind, string> = {
  fr_cni_e: 'cni',
  fr_cni_old: 'carte-identite',
  passport: 'passeport',
  kbis: 'extrait-kbis',
  avis_sirene: 'avis-sirene',
  attestation_rne: 'attestation-rne',
  statuts: 'statuts',
  pv_nomination: 'pv-assemblee',
  beneficial_owner_declaration: 'declaration-beneficiaires',
  rbe_extract: 'extrait-rbe',
  rib: 'rib',
  activity_proof: 'facture',
  rna_recepisse: 'recepisse-prefecture',
  association_board_list: 'liste-dirigeants',
  proof_of_address: 'justificatif-domicile',
  power_of_attorney: 'pouvoir',
  accounts: 'comptes-annuels',
  source_of_funds: 'origine-des-fonds',
}

const personal: readonly PieceKind[] = ['fr_cni_e', 'fr_cni_old', 'passport', 'proof_of_address', 'power_of_attorney', 'source_of_funds']
const slug = (text: string): string => normaliseName(text).replace(/[^a-z0-9]+/g, '-').slice(0, 40)

const clockTime = (roll: Dice): string =>
  [between(roll, 8, 20), between(roll, 0, 59), between(roll, 0, 59)].map((part) => String(part).padStart(2, '0')).join('')

/** Telephones number their pictures by the clock, scanners theirs in a row. */
const fileNameOf = ({ kind, quality, today }: PieceInput, facts: PrintedFacts, roll: Dice): string => {
  if (quality === 'photo_jpeg' || quality === 'unreadable_jpeg') return `IMG_${today.replaceAll('-', '')}_${clockTime(roll)}.jpg`
  const whose = slug(personal.includes(kind) ? facts.person.familyName : facts.company.name)
  const extension = quality.endsWith('pdf') ? 'pdf' : 'jpg'
  return quality === 'scan_pdf' && roll() < 0.4 ? `scan_${between(roll, 1_000, 9_999)}.pdf` : `${stems[kind]}-${whose}.${extension}`
}

const identity: readonly PieceKind[] = ['fr_cni_e', 'fr_cni_old', 'passport']

/** Of paper: 165 dpi keep a page under 400 KB and well readable; cards are small sheets, and telephones go near. */
const dpiOf = ({ kind, quality }: PieceInput): number => {
  if (!identity.includes(kind)) return 165
  return quality === 'photo_jpeg' ? 280 : 200
}

const papers = async (pdfBytes: Buffer, dpi: number, most: number): Promise<Pixels[]> => {
  const pdf = await openPdf(pdfBytes)
  try {
    return Array.from({ length: Math.min(most, pdf.pageCount) }, (_, at) => pdf.renderPixels(at + 1, { dpi }))
  } finally {
    pdf.close()
  }
}

/** Pictures one to a page, as a scanner writes them: no text at all. */
const bound = async (pictures: Buffer[], dpi: number, { today }: PieceInput): Promise<Buffer> => {
  const doc = await PDFDocument.create({ updateMetadata: false })
  doc.setCreationDate(startOfParisDay(today))
  doc.setModificationDate(startOfParisDay(today))
  for (const picture of pictures) {
    const image = await doc.embedJpg(picture)
    const [width, height] = [(image.width * 72) / dpi, (image.height * 72) / dpi]
    doc.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height })
  }
  return Buffer.from(await doc.save())
}

const spoilers: Record<Extract<PieceQuality, `${string}jpeg`>, (paper: Pixels, seed: number) => Promise<Buffer>> = {
  scan_jpeg: scanned,
  photo_jpeg: photographed,
  unreadable_jpeg: spoiled,
}

/** The second page is announced, and is not in the file: taken in, since the first one opens, and found out when it is read. */
const damaged = async (pdfBytes: Buffer): Promise<Buffer> => {
  const doc = await PDFDocument.load(pdfBytes, { updateMetadata: false })
  const lost = doc.getPages()[1] ?? doc.addPage()
  doc.context.delete(lost.ref)
  return Buffer.from(await doc.save({ addDefaultPage: false }))
}

const inQuality = async (pdfBytes: Buffer, input: PieceInput): Promise<Buffer> => {
  const { quality, seed } = input
  if (quality === 'text_pdf') return pdfBytes
  if (quality === 'damaged_pdf') return damaged(pdfBytes)
  const dpi = dpiOf(input)
  if (quality !== 'scan_pdf') return spoilers[quality]((await papers(pdfBytes, dpi, 1))[0] as Pixels, seed)
  const pictures: Buffer[] = []
  for (const [at, paper] of (await papers(pdfBytes, dpi, 30)).entries()) pictures.push(await scanned(paper, seed + at))
  return bound(pictures, dpi, input)
}

/** A real file of an invented piece. The same input gives the same bytes; every page says that it is a specimen. */
export const makePiece = async (input: PieceInput): Promise<Piece> => {
  const roll = dice(input.seed)
  const facts = printedFacts(input, roll)
  const pdfBytes = await save(await makers[input.kind](facts, roll))
  return { fileName: fileNameOf(input, facts, roll), bytes: await inQuality(pdfBytes, input), kind: input.kind }
}
