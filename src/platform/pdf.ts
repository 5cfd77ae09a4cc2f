import sharp from 'sharp'
import { Refusal } from '#src/kernel/errors.ts'
import { garbageOf, hiddenOf, readChars, visibleText, wordsOf, type PdfWord } from './pdf/chars.ts'
import { pictureShare } from './pdf/objects.ts'
import { loadErrors, pdfium, type Pdfium } from './pdf/pdfium.ts'
import { pixelsOf, scaleOf, withPage, type Pixels, type RenderSize } from './pdf/page.ts'
import { shownWords } from './pdf/shown.ts'

/** Pages count from 1 everywhere, as a reader counts them. */
export type Pdf = {
  pageCount: number
  /** An /Encrypt dictionary is there, even when the user's password is empty and the pages open. */
  encrypted: boolean
  /** Scripts in the name tree; attachments in the embedded files tree. */
  scriptCount: number
  attachmentCount: number
  /** Pixels of the page's picture at that size. */
  pageSize: (page: number, size: RenderSize) => { width: number; height: number }
  /** What the eye sees of the page's own text, forms filled in included. */
  pageText: (page: number) => string
  /** The words that the eye sees, with their boxes in pixels of the page rendered at that size. */
  pageWords: (page: number, size: RenderSize) => PageWords
  /** How much of the page its pictures cover, 0..1: near 1 is a scan. */
  pictureShare: (page: number) => number
  renderPixels: (page: number, size: RenderSize) => Pixels
  /** PNG. */
  renderPage: (page: number, size: RenderSize) => Promise<Buffer>
  close: () => void
}

/** Shares of its characters, 0..1: those that mean nothing, and those that nobody sees. */
export type PageWords = { words: PdfWord[]; garbage: number; hidden: number }

const wordsThatShow = (raw: Pdfium, handle: number, size: RenderSize): PageWords => {
  const [chars, scale] = [readChars(raw, handle), scaleOf(raw, handle, size)]
  const words = shownWords(raw, handle, wordsOf(raw, handle, chars, scale), scale)
  return { words, garbage: garbageOf(chars), hidden: hiddenOf(chars, words) }
}

const failure = (raw: Pdfium): Refusal => {
  const error = raw._FPDF_GetLastError()
  return new Refusal(422, error === loadErrors.password || error === loadErrors.security ? 'encrypted_pdf' : 'broken_pdf')
}

const load = (raw: Pdfium, bytes: Uint8Array): { document: number; data: number } => {
  const data = raw.wasmExports.malloc(bytes.length)
  if (data === 0) throw new Refusal(422, 'broken_pdf')
  raw.HEAPU8.set(bytes, data)
  const document = raw._FPDF_LoadMemDocument(data, bytes.length, 0)
  if (document) return { document, data }
  const refusal = failure(raw)
  raw.wasmExports.free(data)
  throw refusal
}

const png = ({ data, width, height }: Pixels): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().png().toBuffer()

/** Throws 422 `encrypted_pdf` or `broken_pdf`. Whoever opens closes: pdfium's memory is not collected. */
export const openPdf = async (bytes: Uint8Array): Promise<Pdf> => {
  const raw = await pdfium()
  const { document, data } = load(raw, bytes)
  const on = <T>(page: number, use: (handle: number) => T): T => withPage(raw, document, page, use)
  return {
    pageCount: raw._FPDF_GetPageCount(document),
    encrypted: raw._FPDF_GetSecurityHandlerRevision(document) !== -1,
    scriptCount: Math.max(0, raw._FPDFDoc_GetJavaScriptActionCount(document)),
    attachmentCount: Math.max(0, raw._FPDFDoc_GetAttachmentCount(document)),
    pageSize: (page, size) => on(page, (handle) => scaleOf(raw, handle, size)),
    pageText: (page) => on(page, (handle) => visibleText(readChars(raw, handle))),
    pageWords: (page, size) => on(page, (handle) => wordsThatShow(raw, handle, size)),
    pictureShare: (page) => on(page, (handle) => pictureShare(raw, handle)),
    renderPixels: (page, size) => on(page, (handle) => pixelsOf(raw, handle, size)),
    renderPage: async (page, size) => png(on(page, (handle) => pixelsOf(raw, handle, size))),
    close: () => {
      raw._FPDF_CloseDocument(document)
      raw.wasmExports.free(data)
    },
  }
}
