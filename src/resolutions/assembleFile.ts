import { degrees, PDFDocument, StandardFonts, rgb, type PDFFont, type PDFPage } from 'pdf-lib'
import sharp from 'sharp'
import { describePdf, facts, foot, heading, openSheet, ownWords, table, title, type TableColumn } from '#src/contracts/sheet.ts'
import { isPlain, printable } from '#src/contracts/printable.ts'
import { conflict } from '#src/kernel/errors.ts'
import { probeDocument, renderDocumentPage, type DocumentType } from '#src/platform/ocr.ts'

export type Labelled = { label: string; value: string }
/** A part of the cover: facts, a table or words. */
export type Section = {
  title: string
  facts?: readonly Labelled[]
  table?: { columns: readonly TableColumn[]; rows: readonly (readonly string[])[] }
  words?: string
}
/** What is written on the file, in the language of who reads it. `piece`: « Pièce 3 · facture.pdf ». */
export type CoverWords = {
  title: string
  under: string
  facts: readonly Labelled[]
  sections: readonly Section[]
  index: { title: string; columns: readonly [string, string, string] }
  piece: (number: number, name: string) => string
  language: 'fr-FR' | 'en-GB'
}
export type FilePiece = { id: string; label: string; name: string; type: DocumentType; bytes: Buffer }
export type Assembled = { bytes: Buffer; pageCount: number; level: number }

/** How a piece is put in: as it is, then as pictures that grow smaller. `side`: the longest, in pixels; 2339 is A4 at 200 dots an inch. */
export const levels = [
  { side: 2_339, quality: 85, isPdfDrawn: false },
  { side: 1_754, quality: 70, isPdfDrawn: false },
  { side: 1_754, quality: 60, isPdfDrawn: true },
  { side: 1_300, quality: 50, isPdfDrawn: true },
  { side: 1_000, quality: 40, isPdfDrawn: true },
] as const
type Level = (typeof levels)[number]

const a4 = { width: 595.28, height: 841.89, margin: 40 }

const asJpeg = (bytes: Buffer, { side, quality }: Level): Promise<Buffer> =>
  sharp(bytes)
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality })
    .toBuffer()

/** A picture on a page of its own, upright or across as it is itself. */
const addPicture = async (pdf: PDFDocument, jpeg: Buffer): Promise<void> => {
  const image = await pdf.embedJpg(jpeg)
  const size: [number, number] = image.width > image.height ? [a4.height, a4.width] : [a4.width, a4.height]
  const scale = Math.min((size[0] - 2 * a4.margin) / image.width, (size[1] - 2 * a4.margin) / image.height)
  const [width, height] = [image.width * scale, image.height * scale]
  pdf.addPage(size).drawImage(image, { x: (size[0] - width) / 2, y: (size[1] - height) / 2, width, height })
}

const unreadable = ({ name }: FilePiece): Error => conflict('evidence_piece_unreadable', { name })

const drawPages = async (pdf: PDFDocument, piece: FilePiece, count: number, level: Level): Promise<void> => {
  for (let page = 1; page <= count; page++) {
    const picture = await renderDocumentPage(piece, page, level.side).catch(() => {
      throw unreadable(piece)
    })
    await addPicture(pdf, await asJpeg(picture, level))
  }
}

/** Its pages as they are; null where this library cannot read what the other can, or sees other pages than it: then they are drawn. */
const copyPages = async (pdf: PDFDocument, { bytes }: FilePiece, count: number): Promise<boolean> => {
  try {
    const from = await PDFDocument.load(bytes)
    if (from.getPageCount() !== count) return false
    const pages = await pdf.copyPages(from, from.getPageIndices())
    for (const page of pages) pdf.addPage(page)
    return true
  } catch {
    return false
  }
}

/** Answers how many pages it is. */
const addPiece = async (pdf: PDFDocument, piece: FilePiece, level: Level): Promise<number> => {
  if (piece.type !== 'pdf') {
    await addPicture(
      pdf,
      await asJpeg(piece.bytes, level).catch(() => {
        throw unreadable(piece)
      }),
    )
    return 1
  }
  const { pageCount } = await probeDocument(piece).catch(() => {
    throw unreadable(piece)
  })
  if (level.isPdfDrawn || !(await copyPages(pdf, piece, pageCount))) await drawPages(pdf, piece, pageCount, level)
  return pageCount
}

type Indexed = { piece: FilePiece; first: number; count: number }

/** Cover, what the program knows, and the index with the page each piece begins on. */
const drawFront = async (words: CoverWords, indexed: readonly Indexed[]): Promise<PDFDocument> => {
  const pdf = await PDFDocument.create()
  const texts = [
    ...words.facts.map(({ value }) => value),
    ...words.sections.flatMap((one) => [
      one.words ?? '',
      ...(one.facts ?? []).map(({ value }) => value),
      ...(one.table?.rows ?? []).flat(),
    ]),
    ...indexed.map(({ piece }) => piece.name),
  ]
  const sheet = await openSheet(pdf, texts)
  title(sheet, words.title, words.under)
  facts(sheet, words.facts)
  for (const one of words.sections) {
    heading(sheet, one.title)
    if (one.words) ownWords(sheet, one.words)
    if (one.facts) facts(sheet, one.facts)
    if (one.table) table(sheet, one.table.columns, one.table.rows)
  }
  heading(sheet, words.index.title)
  const [what, file, page] = words.index.columns
  table(
    sheet,
    [{ label: what, width: 190 }, { label: file, width: 220 }, { label: page, width: 61, isRight: true }],
    indexed.map(({ piece, first }, i) => [words.piece(i + 1, piece.label), piece.name, String(first)]),
  )
  return pdf
}

const quiet = rgb(0.37, 0.4, 0.46)

/** At the lower right of the page as it is looked at, whichever way it was turned. */
const stamp = (page: PDFPage, text: string, font: PDFFont): void => {
  const { x, y, width: w, height: h } = page.getMediaBox()
  const [length, edge, foot] = [font.widthOfTextAtSize(text, 8), 24, 14]
  const turned = ((page.getRotation().angle % 360) + 360) % 360
  const at = {
    0: [w - edge - length, foot],
    90: [w - foot, h - edge - length],
    180: [edge + length, h - foot],
    270: [foot, edge + length],
  }[turned as 0 | 90 | 180 | 270] ?? [edge, foot]
  page.drawText(text, { x: x + at[0]!, y: y + at[1]!, size: 8, font, color: quiet, rotate: degrees(turned) })
}

const joinAt = async (
  words: CoverWords,
  pieces: readonly FilePiece[],
  level: Level,
  at: Date,
): Promise<{ bytes: Buffer; pageCount: number }> => {
  const parts: { pdf: PDFDocument; piece: FilePiece; count: number }[] = []
  for (const piece of pieces) {
    const pdf = await PDFDocument.create()
    parts.push({ pdf, piece, count: await addPiece(pdf, piece, level) })
  }
  const indexFrom = (start: number): Indexed[] =>
    parts.map(({ piece, count }, i) => ({ piece, count, first: start + parts.slice(0, i).reduce((sum, one) => sum + one.count, 0) }))
  const length = (await drawFront(words, indexFrom(1))).getPageCount()
  const indexed = indexFrom(length + 1)
  const whole = await drawFront(words, indexed)
  const total = length + parts.reduce((sum, { count }) => sum + count, 0)
  foot({ pdf: whole, plain: await whole.embedFont(StandardFonts.Helvetica) }, words.title, 0, total)
  const font = await whole.embedFont(StandardFonts.Helvetica)
  for (const [i, { pdf }] of parts.entries()) {
    const pages = await whole.copyPages(pdf, pdf.getPageIndices())
    for (const [j, page] of pages.entries()) {
      whole.addPage(page)
      const mark = `${words.piece(i + 1, indexed[i]!.piece.name)} · ${indexed[i]!.first + j} / ${total}`
      stamp(page, isPlain(mark) ? printable(mark) : `${words.piece(i + 1, '')} ${indexed[i]!.first + j} / ${total}`, font)
    }
  }
  describePdf(whole, { title: words.title, lang: words.language === 'fr-FR' ? 'fr' : 'en', at })
  return { bytes: Buffer.from(await whole.save()), pageCount: total }
}

/** Read again as whoever receives it will: not one page is missing. */
const mustBeWhole = async (bytes: Buffer, pageCount: number): Promise<void> => {
  const { pageCount: read } = await probeDocument({ bytes, type: 'pdf' }).catch(() => ({ pageCount: 0 }))
  if (read !== pageCount) throw conflict('evidence_file_incomplete', { read, pageCount })
}

/**
 * One PDF of everything: cover, index, the pieces in their order, numbered from the first page to the last, no larger than `limitBytes`.
 * Pictures, and at last the pages of PDFs, are made smaller until it fits; what still does not fit is refused, and no page is ever left
 * out. 409 `evidence_too_large` with both sizes, `evidence_piece_unreadable` with the name, `evidence_file_incomplete`.
 */
export const assembleFile = async (words: CoverWords, pieces: readonly FilePiece[], limitBytes: number, at: Date): Promise<Assembled> => {
  let smallest = Number.POSITIVE_INFINITY
  for (const [i, level] of levels.entries()) {
    const { bytes, pageCount } = await joinAt(words, pieces, level, at)
    if (bytes.length <= limitBytes) {
      await mustBeWhole(bytes, pageCount)
      return { bytes, pageCount, level: i }
    }
    smallest = Math.min(smallest, bytes.length)
  }
  throw conflict('evidence_too_large', { size: smallest, limit: limitBytes })
}
