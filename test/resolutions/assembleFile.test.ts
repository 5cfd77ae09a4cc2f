import { degrees, PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import { closeOcr, probeDocument } from '#src/platform/ocr.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { assembleFile, type CoverWords, type FilePiece } from '#src/resolutions/assembleFile.ts'

const at = new Date('2026-03-02T09:00:00Z')
const cover: CoverWords = {
  title: 'Evidence file dspt_1',
  under: 'Visa 1040',
  language: 'en-GB',
  facts: [{ label: 'Amount', value: '€125.00' }, { label: 'Cardholder', value: 'Łucja Κώστα' }],
  sections: [{ title: 'Statement', words: 'He ordered, we delivered.\nHe signed.\n'.repeat(80) }, {
    title: 'Earlier payments',
    table: { columns: [{ label: 'Day', width: 120 }, { label: 'Amount', width: 100, isRight: true }], rows: [['2025-11-02', '€40.00']] },
  }],
  index: { title: 'Index', columns: ['Piece', 'File', 'Page'] },
  piece: (number, name) => `Piece ${number}${name ? ` · ${name}` : ''}`,
}
const noise = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
    .jpeg({
      quality: 95,
    })
    .toBuffer()
const pdfOf = async (pages: number, angle = 0): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  for (let i = 1; i <= pages; i++) {
    const page = pdf.addPage([400, 600])
    page.drawText(`invoice page ${i}`, { x: 60, y: 300 })
    page.setRotation(degrees(angle))
  }
  return Buffer.from(await pdf.save())
}
const piece = (said: Partial<FilePiece>): FilePiece => ({
  id: 'rpce_1',
  label: 'Receipt',
  name: 'receipt.pdf',
  type: 'pdf',
  bytes: Buffer.alloc(0),
  ...said,
})

afterAll(() => closeOcr())

it('joins cover, index and pieces in their order, every page numbered, pictures and turned pages too', async () => {
  const pieces = [
    piece({ bytes: await pdfOf(3), name: 'facture.pdf' }),
    piece({ bytes: await noise(300, 200), type: 'jpeg', name: 'photo.jpeg' }),
    piece({ bytes: await pdfOf(1, 90), name: 'Łódź.pdf' }),
  ]
  const { bytes, pageCount, level } = await assembleFile(cover, pieces, 10_000_000, at)
  expect(level).toBe(0)
  const pdf = await openPdf(bytes)
  const texts = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1))
  pdf.close()
  expect(pdf.pageCount).toBe(pageCount)
  const front = pageCount - 5
  expect(front).toBeGreaterThan(1)
  texts.slice(0, front).forEach((text, i) => expect(text).toContain(`${i + 1} / ${pageCount}`))
  expect(texts[front]).toContain('invoice page 1')
  expect(texts[front]).toContain(`Piece 1 · facture.pdf · ${front + 1} / ${pageCount}`)
  expect(texts[front + 3]).toContain(`Piece 2 · photo.jpeg · ${front + 4} / ${pageCount}`)
  expect(texts[front + 4]).toContain(`${pageCount} / ${pageCount}`)
  for (const part of ['facture.pdf', 'photo.jpeg', String(front + 1), String(front + 4), String(front + 5)])
    expect(texts[front - 1]).toContain(part)
})

it('grows smaller until it fits, with every page, and says so where it cannot', async () => {
  const photo = await noise(1_900, 300)
  const pieces = [piece({ bytes: photo, type: 'jpeg', name: 'photo.jpeg' }), piece({ bytes: await pdfOf(1) })]
  const whole = await assembleFile(cover, pieces, 10_000_000, at)
  const smaller = await assembleFile(cover, pieces, Math.floor(whole.bytes.length * 0.5), at)
  expect(smaller.level).toBeGreaterThan(0)
  expect(smaller.bytes.length).toBeLessThanOrEqual(whole.bytes.length * 0.5)
  expect((await probeDocument({ bytes: smaller.bytes, type: 'pdf' })).pageCount).toBe(whole.pageCount)
  await expect(assembleFile({ ...cover, facts: [] }, [piece({ bytes: await noise(300, 200), type: 'jpeg' })], 5_000, at))
    .rejects
    .toMatchObject({ status: 409, code: 'evidence_too_large', details: { limit: 5_000 } })
})

it('stops at a piece it cannot read, by its name, rather than leave it out', async () => {
  await expect(
    assembleFile(
      cover,
      [piece({ bytes: await pdfOf(1) }), piece({ bytes: Buffer.from('%PDF-1.7 rubbish'), name: 'cassé.pdf' })],
      10_000_000,
      at,
    ),
  )
    .rejects
    .toMatchObject({ status: 409, code: 'evidence_piece_unreadable', details: { name: 'cassé.pdf' } })
  await expect(assembleFile(cover, [piece({ bytes: Buffer.from('no picture'), type: 'png', name: 'x.png' })], 10_000_000, at))
    .rejects
    .toMatchObject({ code: 'evidence_piece_unreadable' })
})
