import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { PDFDocument, PDFFont } from 'pdf-lib'

let bytes: Promise<Buffer> | null = null
const readFont = (): Promise<Buffer> => (bytes ??= readFile(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')))

/** DejaVu Sans, of which the file keeps the letters it uses: Latin of the East, Greek, Cyrillic. */
export const embedWide = async (pdf: PDFDocument): Promise<PDFFont> => {
  const { default: fontkit } = await import('@pdf-lib/fontkit') // large, and few contracts need it
  pdf.registerFontkit(fontkit)
  return pdf.embedFont(await readFont(), { subset: true })
}
