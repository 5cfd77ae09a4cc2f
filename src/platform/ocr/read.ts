import sharp from 'sharp'
import { openPdf, type Pdf } from '#src/platform/pdf.ts'
import { textOf } from './layout.ts'
import type { Answers, Lang, ReadPage, Task } from './messages.ts'
import { openPicture, type Picture } from './recipe.ts'
import { readPicture } from './readPicture.ts'
import { engineName } from './tesseract.ts'

/** A picture of a PDF page for OCR, and the measure of the boxes of its own text. */
const paper = { dpi: 200 }

/** ocr.md §5: fewer than twenty characters are a scanner's header, not the page's text. */
const leastCharacters = 20
/** A signing service stamps its envelope number on a scan: one picture nearly fills the page, and the text is a line or two. */
const scanShare = 0.75
const stampLength = 250

const plausible = /[\p{L}\p{N}<.,;:'’"()/%€&@°+*_-]/gu

/** Its own text, unless that is nothing, noise (fonts without a character map), or a stamp on a scan. */
const ownText = (pdf: Pdf, page: number): ReadPage | null => {
  const { words, garbage } = pdf.pageWords(page, paper)
  const text = words.map((word) => word.text).join('')
  const real = text.replace(/[^\p{L}\p{N}]/gu, '').length
  const sensible = (text.match(plausible) ?? []).length / Math.max(1, text.length)
  if (real < leastCharacters || garbage > 0.2 || sensible < 0.75) return null
  if (text.length < stampLength && pdf.pictureShare(page) > scanShare) return null
  const read = words.map((word) => ({ ...word, confidence: 100 }))
  return { page, ...pdf.pageSize(page, paper), source: 'pdf_text', text: textOf(read), confidence: null, words: read, rotationDegrees: 0 }
}

const pictureOf = (pdf: Pdf, page: number): Picture => {
  const { data, width, height } = pdf.renderPixels(page, paper)
  return { pixels: () => sharp(data, { raw: { width, height, channels: 4 } }), width, height }
}

const readPdf = async (bytes: Uint8Array, langs: Lang[], after: number, onPage: OnPage): Promise<ReadPage[]> => {
  const pdf = await openPdf(bytes)
  try {
    const pages: ReadPage[] = []
    onPage(after, pdf.pageCount)
    for (let page = after + 1; page <= pdf.pageCount; page++) {
      const found = ownText(pdf, page) ?? (await readPicture(pictureOf(pdf, page), langs, page))
      pages.push(found)
      onPage(page, pdf.pageCount, found)
    }
    return pages
  } finally {
    pdf.close()
  }
}

export type OnPage = (done: number, of: number, page?: ReadPage) => void

export const read = async (task: Extract<Task, { do: 'read' }>, onPage: OnPage): Promise<Answers['read']> => {
  const engine = engineName(task.langs)
  if (task.type === 'pdf') return { pages: await readPdf(task.bytes, task.langs, task.after ?? 0, onPage), engine }
  onPage(0, 1)
  const page = await readPicture(await openPicture(task.bytes), task.langs, 1)
  onPage(1, 1, page)
  return { pages: [page], engine }
}
