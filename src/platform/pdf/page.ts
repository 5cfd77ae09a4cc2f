import { Refusal } from '#src/kernel/errors.ts'
import { lend, type Pdfium } from './pdfium.ts'

/** Dots per inch of the paper, or the length in pixels of the longer side. */
export type RenderSize = { dpi: number } | { maxSide: number }
/** Four bytes a pixel: red, green, blue, alpha. */
export type Pixels = { data: Buffer; width: number; height: number }

/** An A4 page at 200 dpi has 3.9 million. A page may claim to be 5 metres wide: it is drawn smaller, never refused. */
const pixelCap = 12_000_000
/**
 * FPDF_ANNOT | FPDF_REVERSE_BYTE_ORDER: with stamps and filled fields, RGBA. Without LCD_TEXT, whose colour fringes blur the letters for
 * OCR.
 */
const renderFlags = 0x01 | 0x10
const bgra = 4

/**
 * Lends one page, flattened: what stands in form fields and stamps is no part of the page's text until then, and a filled form
 * would read as an empty one. Only our copy in memory changes.
 */
export const withPage = <T>(raw: Pdfium, document: number, page: number, use: (handle: number) => T): T => {
  let handle = loadPage(raw, document, page)
  try {
    if (raw._FPDFPage_GetAnnotCount(handle) > 0 && raw._FPDFPage_Flatten(handle, 0) === 1) {
      raw._FPDF_ClosePage(handle)
      handle = 0
      handle = loadPage(raw, document, page)
    }
    return use(handle)
  } finally {
    if (handle) raw._FPDF_ClosePage(handle)
  }
}

const loadPage = (raw: Pdfium, document: number, page: number): number => {
  const handle = raw._FPDF_LoadPage(document, page - 1)
  if (!handle) throw new Refusal(422, 'broken_pdf')
  return handle
}

export const scaleOf = (raw: Pdfium, handle: number, size: RenderSize): { width: number; height: number } => {
  const [width, height] = [raw._FPDF_GetPageWidth(handle), raw._FPDF_GetPageHeight(handle)]
  if (!(width > 0) || !(height > 0)) throw new Refusal(422, 'broken_pdf')
  const wanted = 'dpi' in size ? size.dpi / 72 : size.maxSide / Math.max(width, height)
  const scale = Math.min(wanted, Math.sqrt(pixelCap / (width * height)))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

export const pixelsOf = (raw: Pdfium, handle: number, size: RenderSize): Pixels => {
  const { width, height } = scaleOf(raw, handle, size)
  const length = width * height * 4
  return lend(raw, length, (buffer) => {
    const bitmap = raw._FPDFBitmap_CreateEx(width, height, bgra, buffer, width * 4)
    try {
      raw._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
      raw._FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, renderFlags)
      return { data: Buffer.from(raw.HEAPU8.slice(buffer, buffer + length).buffer), width, height }
    } finally {
      raw._FPDFBitmap_Destroy(bitmap)
    }
  })
}
