import sharp from 'sharp'
import { openPdf, type Pdf } from '#src/platform/pdf.ts'
import { agrees } from './agrees.ts'
import { readCodes } from './codes.ts'
import type { Answers, Lang, ReadPage, Task } from './messages.ts'
import { ownText, withSeen } from './ownText.ts'
import { openPicture, type Picture } from './recipe.ts'
import { readPicture } from './readPicture.ts'
import { engineName } from './tesseract.ts'

/** A picture of a PDF page for OCR, and the measure of the boxes of its own text. */
const paper = { dpi: 200 }

const pictureOf = (pdf: Pdf, page: number): Picture => {
  const { data, width, height } = pdf.renderPixels(page, paper)
  return { pixels: () => sharp(data, { raw: { width, height, channels: 4 } }), width, height }
}

/** Its own text where it is real, else what OCR reads in its picture: where the two are compared, what people see rules. */
const readPdfPage = async (pdf: Pdf, langs: Lang[], page: number): Promise<ReadPage> => {
  const own = ownText(pdf, page, paper)
  const picture = pictureOf(pdf, page)
  if (own && !own.isDoubtful) return { ...own.page, codes: await readCodes(picture) }
  const seen = await readPicture(picture, langs, page)
  return own && agrees(own.page, seen) ? withSeen(own, seen) : seen
}

const readPdf = async (bytes: Uint8Array, langs: Lang[], after: number, onPage: OnPage): Promise<ReadPage[]> => {
  const pdf = await openPdf(bytes)
  try {
    const pages: ReadPage[] = []
    onPage(after, pdf.pageCount)
    for (let page = after + 1; page <= pdf.pageCount; page++) {
      const found = await readPdfPage(pdf, langs, page)
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
