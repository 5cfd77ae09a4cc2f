import { degrees, PDFDocument, StandardFonts, TextRenderingMode, setTextRenderingMode } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openPdf } from '#src/platform/pdf.ts'

const sheet = async (draw: (doc: PDFDocument) => void | Promise<void>): Promise<Uint8Array> => {
  const doc = await PDFDocument.create()
  await draw(doc)
  return doc.save()
}

describe('openPdf', () => {
  test('text, words in pixels, and a picture of the size asked for', async () => {
    const pdf = await openPdf(
      await sheet((doc) => {
        doc.addPage([360, 720]).drawText('Extrait Kbis', { x: 72, y: 648, size: 24 })
      }),
    )
    expect(pdf.pageText(1)).toBe('Extrait Kbis')
    const { words, garbage } = pdf.pageWords(1, { dpi: 144 })
    expect(words.map(({ text }) => text)).toEqual(['Extrait', 'Kbis'])
    expect(garbage).toBe(0)
    // Two pixels a point: x = 144, baseline at (720 - 648) × 2.
    expect(Math.abs(words[0]!.box[0] - 144)).toBeLessThan(6)
    expect(Math.abs(words[0]!.box[3] - 144)).toBeLessThan(6)
    expect(await sharp(await pdf.renderPage(1, { maxSide: 500 })).metadata()).toMatchObject({ format: 'png', width: 250, height: 500 })
    pdf.close()
  })

  test('a page that is turned has its words where they show', async () => {
    const pdf = await openPdf(
      await sheet((doc) => {
        const page = doc.addPage([200, 400])
        page.drawText('Haut', { x: 10, y: 380, size: 12 })
        page.setRotation(degrees(90))
      }),
    )
    expect(pdf.pageSize(1, { dpi: 72 })).toEqual({ width: 400, height: 200 })
    const [left, top] = pdf.pageWords(1, { dpi: 72 }).words[0]!.box
    expect(left).toBeGreaterThan(370)
    expect(top).toBeLessThan(15)
    pdf.close()
  })

  test('text that nobody sees does not count', async () => {
    const pdf = await openPdf(
      await sheet(async (doc) => {
        const [page, font] = [doc.addPage([300, 300]), await doc.embedFont(StandardFonts.Helvetica)]
        page.drawText('Visible', { x: 10, y: 200, font })
        page.pushOperators(setTextRenderingMode(TextRenderingMode.Invisible))
        page.drawText('RCS 732 829 320', { x: 10, y: 100, font })
      }),
    )
    expect(pdf.pageText(1).trim()).toBe('Visible')
    expect(pdf.pageWords(1, { dpi: 72 }).words.map(({ text }) => text)).toEqual(['Visible'])
    pdf.close()
  })

  test('a page five metres wide is drawn smaller, not refused', async () => {
    const pdf = await openPdf(
      await sheet((doc) => {
        doc.addPage([14_400, 14_400])
      }),
    )
    const { width, height } = pdf.pageSize(1, { dpi: 200 })
    expect(width * height).toBeLessThan(12_100_000)
    pdf.close()
  })

  test('what is no PDF is refused, and so is a page that is not there', async () => {
    await expect(openPdf(Buffer.from('%PDF-1.4\nnothing'))).rejects.toMatchObject({ status: 422, code: 'broken_pdf' })
    const pdf = await openPdf(
      await sheet((doc) => {
        doc.addPage()
      }),
    )
    expect(() => pdf.pageText(7)).toThrow('broken_pdf')
    pdf.close()
  })
})
