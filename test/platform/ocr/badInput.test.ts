import { existsSync, readFileSync } from 'node:fs'
import { AFRelationship, PDFName, PDFString } from 'pdf-lib'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { inspectFile } from '#src/documents/inspectFile.ts'
import { understandPiece } from '#src/pieces/understand.ts'
import { closeOcr, probeDocument, readDocument, type ReadPage, renderDocumentPage } from '#src/platform/ocr.ts'
import { readSeals } from '#src/pieces/seals/readSeals.ts'
import { inflatingPdf, multiplyingPdf, pdfOfPages, pdfThatSays, pngOfSize } from '#test/support/hostileFiles.ts'

afterAll(closeOcr)
vi.setConfig({ testTimeout: 120_000 })

const hasProc = existsSync('/proc/self/task')
const childrenOfOurs = (): number[] => {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return pids
    .filter((pid) => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ocr-process'))
    .map(Number)
}
/** Megabytes that the largest reading child ever held. */
const peakOfChildren = (): number =>
  Math.max(0, ...childrenOfOurs().map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024))

const drawing = (svg: string, width = 900, height = 500): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${svg}</svg>`,
    ),
  )
    .png()
    .toBuffer()

const read = async (bytes: Buffer, type: 'pdf' | 'png' | 'jpeg' | 'webp'): Promise<ReadPage[]> =>
  (await readDocument({ bytes, type })).pages

/** Enough words for a page to be seen to stand upright at the first look. */
const words = (y: number): string => `<text x="40" y="${y}" font-size="30">Document de la mairie de Lyon pour le registre</text>`

/** Whatever came before, the next document is read, and no child has grown past what one may hold. */
const nextIsRead = async (): Promise<void> => {
  const [page] = await read(await pdfOfPages(1), 'pdf')
  expect(page?.text).toContain('Page 1 de cette piece longue')
  if (hasProc) expect(peakOfChildren()).toBeLessThan(1_600)
}

describe('refused at the door, with its reason', () => {
  afterAll(nextIsRead)

  test('three hundred pages', async () => {
    await expect(inspectFile(await pdfOfPages(300), 'statuts.pdf')).rejects.toMatchObject({
      status: 422,
      fields: { file: 'documents:file.too_many_pages' },
    })
  })

  test('twenty thousand by twenty thousand pixels, in a file of a few bytes', async () => {
    const bytes = pngOfSize(20_000, 20_000)
    expect(bytes.length).toBeLessThan(200)
    await expect(inspectFile(bytes, 'photo.png')).rejects.toMatchObject({ status: 422, fields: { file: 'documents:file.too_many_pixels' } })
    // even where it came past the door
    await expect(readDocument({ bytes, type: 'png' })).rejects.toMatchObject({ status: 422 })
    await expect(renderDocumentPage({ bytes, type: 'png' }, 1, 800)).rejects.toMatchObject({ status: 422 })
  })

  test.each(
    [
      ['a picture that says it is a PDF', 'pdf', () => drawing('')],
      ['a PDF that says it is a picture', 'jpeg', () => pdfOfPages(1)],
      ['a drawing that names a file of ours', 'png', () =>
        Buffer
          .from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><image href="/etc/passwd" width="9" height="9"/></svg>')],
      ['a picture that moves', 'webp', async () =>
        sharp(await drawing(''))
          .gif()
          .toBuffer()],
    ] as const,
  )('%s is not opened as what it is not', async (_title, type, bytes) => {
    await expect(readDocument({ bytes: await bytes(), type })).rejects.toMatchObject({ status: 422 })
  })
})

describe('read safely', () => {
  afterAll(nextIsRead)

  test('a PDF with a script and an attachment: its text is read, and both are told', async () => {
    const bytes = await pdfOfPages(1, async (doc) => {
      doc.addJavaScript('main', 'app.launchURL("https://example.org")')
      doc.catalog.set(PDFName.of('OpenAction'), doc.context.obj({ S: 'Launch', F: PDFString.of('calc.exe') }))
      await doc.attach(Buffer.from('MZ'), 'facture.exe', { mimeType: 'application/octet-stream', afRelationship: AFRelationship.Data })
    })
    expect((await probeDocument({ bytes, type: 'pdf' })).warnings.toSorted()).toEqual(['pdf_attachment', 'pdf_script'])
    const [page] = await read(bytes, 'pdf')
    expect(page).toMatchObject({ source: 'pdf_text', text: 'Page 1 de cette piece longue' })
  })

  test('a text that says other letters than it draws is not believed: what people see is read', async () => {
    const [page] = await read(pdfThatSays(0x5d0, 'EXTRAIT KBIS PARIS LYON'), 'pdf')
    expect(page?.source).toBe('ocr')
    expect(page?.text).toContain('KBIS')
    expect(page?.text).not.toMatch(/\p{Script=Hebrew}/u)
  })

  test('letters from right to left, and signs that turn the line round, are words like others', async () => {
    const [page] = await read(
      await drawing(
        '<text x="40" y="120" font-size="48">مرحبا بالعالم</text><text x="40" y="240" font-size="48">שלום עולם</text><text x="40" y="360" font-size="48">SIREN 732 829 320</text>' +
          words(430),
      ),
      'png',
    )
    expect(page?.text).toContain('732 829 320')
    expect(() => understandPiece({ pages: [page!] }, { receivedOn: '2026-11-22' })).not.toThrow()
  })

  test('a QR code full of SQL is text, and no seal', async () => {
    const sql = "'); DROP TABLE documents; --\u0000<script>alert(1)</script>{{constructor}}"
    const bytes = await sharp(await drawing(words(60) + words(100) + words(660), 900, 700))
      .composite([{
        input: await QRCode.toBuffer(sql, { width: 500 }),
        left: 200,
        top: 120,
      }])
      .png()
      .toBuffer()
    const [page] = await read(bytes, 'png')
    expect(page?.codes.map(({ format, text }) => [format, text])).toEqual([['qr_code', sql]])
    expect(readSeals([page!], () => null)).toEqual([])
  })

  test('a code that holds thousands of signs is kept, cut to what anybody needs', async () => {
    const code = await QRCode.toBuffer('DC04'.repeat(500), { errorCorrectionLevel: 'L', width: 800 })
    const bytes = await sharp(await drawing([60, 100, 960, 1_010, 1_060, 1_110].map(words).join(''), 900, 1_150))
      .composite([{
        input: code,
        left: 50,
        top: 120,
      }])
      .png()
      .toBuffer()
    const [page] = await read(bytes, 'png')
    expect(page!.codes.every(({ text }) => text.length <= 4_000)).toBe(true)
  })

  test('a machine-readable zone with letters out of its alphabet does not verify', async () => {
    const zone = [
      'P&lt;FRAPÉTÎT&lt;&lt;MAX&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;',
      '21ÅC§5678ßFRAæ605304M3104013&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;06',
    ]
    const bytes = await drawing(
      zone.map((line, at) => `<text x="20" y="${300 + at * 60}" font-family="monospace" font-size="34">${line}</text>`).join('') +
        words(80) + words(140),
      1_100,
    )
    const pages = await read(bytes, 'png')
    const { mrz } = understandPiece({ pages }, { receivedOn: '2026-11-22' })
    expect(mrz?.checks.every(({ isRight }) => isRight) ?? false).toBe(false)
  })

  test('a page five metres wide is drawn small; one of no size is refused, or drawn as something', async () => {
    const wide = await pdfOfPages(1, (doc) => doc.getPage(0).setMediaBox(0, 0, 14_400, 14_400))
    expect(await probeDocument({ bytes: wide, type: 'pdf' })).toMatchObject({ pageCount: 1, warnings: [] })
    expect(await sharp(await renderDocumentPage({ bytes: wide, type: 'pdf' }, 1, 600)).metadata()).toMatchObject({
      width: 600,
      height: 600,
    })
    const flat = await pdfOfPages(1, (doc) => doc.getPage(0).setMediaBox(0, 0, 0, 0))
    const outcome = await renderDocumentPage({ bytes: flat, type: 'pdf' }, 1, 600).then(
      () => 'drawn',
      ({ status }: { status: number }) => status,
    )
    expect(['drawn', 422]).toContain(outcome)
  })
})

describe('bounded in time and memory', () => {
  afterEach(nextIsRead)

  test('a page that is never done is given up, and its child with it', async () => {
    const bytes = multiplyingPdf(12)
    expect(bytes.length).toBeLessThan(10_000)
    await expect(readDocument({ bytes, type: 'pdf' }, { timeoutMsPerPage: 1_000 })).rejects.toMatchObject({
      status: 503,
      code: 'ocr_timeout',
    })
  })

  test('a quarter of a gigabyte in a few kilobytes', async () => {
    const bytes = inflatingPdf(250)
    expect(bytes.length).toBeLessThan(20_000)
    const outcome = await readDocument({ bytes, type: 'pdf' }, { timeoutMsPerPage: 3_000 }).then(
      ({ pages }) => pages[0]?.text,
      (error: { code: string }) => error.code,
    )
    expect(['', 'ocr_crashed', 'ocr_timeout', 'broken_pdf', 'unreadable']).toContain(outcome)
  })

  test.skipIf(!hasProc)('an engine that dies every time: the document fails and says so', async () => {
    const bytes = await drawing(words(120))
    const killAll = (): void => {
      for (const pid of childrenOfOurs()) process.kill(pid, 'SIGSEGV')
    }
    await expect(readDocument({ bytes, type: 'png' }, { onProgress: killAll })).rejects.toMatchObject({ status: 503, code: 'ocr_crashed' })
  })
})
