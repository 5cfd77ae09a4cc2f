import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import fontkit from '@pdf-lib/fontkit'
import type { PDFDocument, PDFFont } from 'pdf-lib'

let bytes: Promise<Buffer> | null = null
const readFont = (): Promise<Buffer> => (bytes ??= readFile(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')))

/** DejaVu Sans, of which the file keeps the letters it uses: Latin of the East, Greek, Cyrillic. */
export const embedWide = async (pdf: PDFDocument): Promise<PDFFont> => {
  pdf.registerFontkit(fontkit)
  return pdf.embedFont(await readFont(), { subset: true })
}
