import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { PDFDocument, rgb } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PieceInput } from '#src/demo/pieces/facts.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import { closeOcr, probeDocument, readDocument, type ReadPage, renderDocumentPage } from '#src/platform/ocr.ts'
import { newPdf } from '#test/support/merchant.ts'

afterAll(closeOcr)
/** A page takes a second or two; on a machine that does six other things, ten times that. */
vi.setConfig({ testTimeout: 120_000 })

const facts: PieceInput['facts'] = {
  company: {
    name: 'Atelier des Trois Rivières',
    legalForm: 'sas',
    siren: '732829320',
    siret: '73282932000074',
    address: '12 bis rue de la Roquette',
    postcode: '75011',
    city: 'Paris',
    capitalCents: 1_500_000,
    activity: 'Vente au détail de vaisselle',
    registeredOn: '2019-03-14',
  },
  person: { givenNames: 'Étienne', familyName: 'Lefèbvre', birthDate: '1978-11-02', birthPlace: 'Besançon', nationality: 'FR', sex: 'M' },
}
const piece = async (kind: PieceInput['kind'], quality: PieceInput['quality']): Promise<Buffer> =>
  (await makePiece({ kind, quality, facts, seed: 3, today: '2026-11-22' })).bytes

const wordAt = (page: ReadPage, text: string): [number, number] => {
  const word = page.words.find((one) => one.text.includes(text))
  if (!word) throw new Error(`${text} was not read in: ${page.text}`)
  return [(word.box[0] + word.box[2]) / 2 / page.width, (word.box[1] + word.box[3]) / 2 / page.height]
}
const near = ([x, y]: [number, number], [u, v]: [number, number]): boolean => Math.abs(x - u) < 0.02 && Math.abs(y - v) < 0.02

/** Two lines of print, for whoever asks who reads and not what. */
const note = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="300"><rect width="100%" height="100%" fill="#fff"/><g font-size="34" font-family="sans-serif"><text x="30" y="110">Compte courant de la boulangerie</text><text x="30" y="200">Document de la mairie de Lyon</text></g></svg>',
    ),
  )
    .png()
    .toBuffer()

let scan: Buffer
let textPage: ReadPage
beforeAll(async () => {
  scan = await piece('kbis', 'scan_jpeg')
  textPage = (await readDocument({ bytes: await piece('kbis', 'text_pdf'), type: 'pdf' })).pages[0] as ReadPage
})

describe('a PDF with text', () => {
  test('is not guessed at: its own words, with their boxes', () => {
    expect(textPage).toMatchObject({ source: 'pdf_text', confidence: null, rotationDegrees: 0, page: 1, width: 1654, height: 2339 })
    expect(textPage.text).toContain('Immatriculation au RCS, numéro   732 829 320 R.C.S. Paris')
    expect(textPage.text).toContain('LEFÈBVRE Étienne')
    expect(wordAt(textPage, 'RIVIÈRES')[1]).toBeLessThan(0.4)
  })

  test('what is filled into a form counts as text', async () => {
    const doc = await PDFDocument.create()
    const page = doc.addPage([400, 300])
    page.drawText('Formulaire de déclaration du bénéficiaire effectif', { x: 20, y: 250, size: 12 })
    const box = doc.getForm().createTextField('nom')
    box.setText('Oriane Delestre')
    box.addToPage(page, { x: 20, y: 180, width: 200, height: 24 })
    const { pages } = await readDocument({ bytes: await doc.save(), type: 'pdf' })
    expect(pages[0]).toMatchObject({ source: 'pdf_text', text: expect.stringContaining('Oriane Delestre') })
  })

  test('a blank page is read and found empty', async () => {
    const doc = await PDFDocument.create()
    doc.addPage([200, 200])
    const { pages } = await readDocument({ bytes: await doc.save(), type: 'pdf' })
    expect(pages[0]).toMatchObject({ source: 'ocr', text: '', confidence: 0, words: [] })
  })
})

describe('a scan', () => {
  test('gives its SIREN, its name and where they stand', async () => {
    const seen: number[] = []
    const { pages, engine } = await readDocument({ bytes: scan, type: 'jpeg' }, { onProgress: (done) => seen.push(done) })
    const page = pages[0] as ReadPage
    expect(page.source).toBe('ocr')
    expect(page.text).toContain('732 829 320')
    expect(page.text).toContain('ATELIER DES TROIS RIVIÈRES')
    expect(page.confidence).toBeGreaterThan(80)
    expect(Math.abs(page.rotationDegrees)).toBeCloseTo(0.7, 0)
    expect(near(wordAt(page, 'RIVIÈRES'), wordAt(textPage, 'RIVIÈRES'))).toBe(true)
    expect(engine).toMatch(/^tesseract\.js 7\.\d+\.\d+ fra/)
    expect(seen).toEqual([0, 1])
  })

  test('in a PDF under a stamp, a scanner or signing service having added a line of text, is read all the same', async () => {
    const doc = await PDFDocument.create()
    const image = await doc.embedJpg(scan)
    const page = doc.addPage([595, 842])
    page.drawImage(image, { x: 0, y: 0, width: 595, height: 842 })
    page.drawText('Enveloppe de signature 8F0C-11AB-2290 du 20/11/2026', { x: 20, y: 825, size: 7, color: rgb(0.4, 0.4, 0.4) })
    const { pages } = await readDocument({ bytes: await doc.save(), type: 'pdf' })
    expect(pages[0]).toMatchObject({ source: 'ocr', text: expect.stringContaining('732 829 320') })
  })

  test.each([[90, -90], [180, 180], [270, 90]])(
    'laid %i° round is set upright, its boxes are those of the picture as it lies',
    async (turn, back) => {
      const lying = await sharp(await piece('rib', 'scan_jpeg')).rotate(turn).jpeg().toBuffer()
      const page = (await readDocument({ bytes: lying, type: 'jpeg' })).pages[0] as ReadPage
      expect(page.text).toMatch(/RELEVÉ D.IDENTITÉ BANCAIRE/)
      expect(Math.round(page.rotationDegrees / 90) * 90 % 360).toBe(back === 180 ? Math.sign(page.rotationDegrees) * 180 : back)
      const [x, y] = wordAt(page, 'BANCAIRE')
      // Upright it stands right of the middle and in the upper third.
      const upright: Record<number, [number, number]> = { 90: [y, 1 - x], 180: [1 - x, 1 - y], 270: [1 - y, x] }
      expect(upright[turn]![0]).toBeGreaterThan(0.5)
      expect(upright[turn]![1]).toBeLessThan(0.35)
    },
  )

  test('turned by its EXIF is the picture people see', async () => {
    const turned = await sharp(await sharp(scan).rotate(270).toBuffer()).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const page = (await readDocument({ bytes: turned, type: 'jpeg' })).pages[0] as ReadPage
    expect(page.height).toBeGreaterThan(page.width)
    expect(near(wordAt(page, 'RIVIÈRES'), wordAt(textPage, 'RIVIÈRES'))).toBe(true)
  })

  test("an identity card's machine-readable zone comes out line by line", async () => {
    const lines = async (quality: PieceInput['quality'], type: 'pdf' | 'jpeg'): Promise<string[]> =>
      (await readDocument({ bytes: await piece('fr_cni_old', quality), type })).pages[0]?.text.split('\n').filter((line) =>
        /^[A-Z0-9<]{36}$/.test(line)
      ) ?? []
    const printed = await lines('text_pdf', 'pdf')
    expect(printed).toHaveLength(2)
    expect(await lines('scan_jpeg', 'jpeg')).toEqual(printed)
  })

  test('that is hopeless yields little and says so', async () => {
    const { pages } = await readDocument({ bytes: await piece('kbis', 'unreadable_jpeg'), type: 'jpeg' })
    expect(pages[0]?.text).not.toContain('732 829 320')
    expect(pages[0]?.confidence).toBeLessThan(60)
  })
})

describe('a file that goes wrong', () => {
  test('a garbage file, then a good one', async () => {
    await expect(readDocument({ bytes: Buffer.from('not a picture at all'), type: 'jpeg' })).rejects.toMatchObject({
      code: 'unreadable',
      status: 422,
    })
    await expect(readDocument({ bytes: Buffer.from('%PDF-1.4 garbage'), type: 'pdf' })).rejects.toMatchObject({ code: 'broken_pdf' })
    expect((await readDocument({ bytes: await newPdf('Compte courant, BIC AGRIFRPP'), type: 'pdf' })).pages[0]?.text).toContain('BIC')
  })

  test('a page that takes too long is given up and its child killed; the next one is read', async () => {
    await expect(readDocument({ bytes: scan, type: 'jpeg' }, { timeoutMsPerPage: 1 })).rejects.toMatchObject({
      code: 'ocr_timeout',
      status: 503,
    })
    expect((await readDocument({ bytes: await newPdf('Compte courant, BIC AGRIFRPP'), type: 'pdf' })).pages).toHaveLength(1)
  })

  test.skipIf(!existsSync('/proc/self/task'))(
    'a child that had read other documents and dies is replaced, and the document read again',
    async () => {
      await readDocument({ bytes: await newPdf('Compte courant, BIC AGRIFRPP'), type: 'pdf' })
      let deaths = 0
      const killOnce = (): void => {
        if (deaths++ > 0) return
        const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
        for (const pid of children)
          if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ocr-process'))
            process.kill(Number(pid), 'SIGKILL')
      }
      const { pages } = await readDocument({ bytes: await note(), type: 'png' }, { onProgress: killOnce })
      expect(pages[0]?.text).toContain('mairie de Lyon')
      expect(deaths).toBe(3)
    },
  )

  test('whoever asked may change his mind, waiting or being read', async () => {
    const controllers = Array.from({ length: 3 }, () => new AbortController())
    const readings = controllers.map((controller) => readDocument({ bytes: scan, type: 'jpeg' }, { signal: controller.signal }))
    const outcomes = Promise.allSettled(readings)
    setTimeout(() => controllers.forEach((controller) => controller.abort(new Error('no more'))), 50)
    expect(await outcomes).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: new Error('no more') })))
  })

  test('two at once, and one more in line', async () => {
    const bytes = await note()
    const read = await Promise.all(Array.from({ length: 3 }, () => readDocument({ bytes, type: 'png' })))
    expect(new Set(read.map(({ pages }) => pages[0]?.text)).size).toBe(1)
    expect(read[2]?.pages[0]?.text).toContain('mairie de Lyon')
  })

  test('closing refuses what is being read and what waits; afterwards reading may begin again', async () => {
    const readings = Promise.allSettled(Array.from({ length: 3 }, () => readDocument({ bytes: scan, type: 'jpeg' })))
    await closeOcr()
    const outcomes = await readings
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
      'ocr_closed',
      'ocr_closed',
      'ocr_closed',
    ])
    expect(await probeDocument({ bytes: scan, type: 'jpeg' })).toMatchObject({ pageCount: 1 })
  })
})

describe('the picture of a page', () => {
  test.each(['text_pdf', 'scan_jpeg'] as const)('of a %s is a WebP no larger than asked', async (quality) => {
    const bytes = await piece('kbis', quality)
    const picture = await renderDocumentPage({ bytes, type: quality === 'text_pdf' ? 'pdf' : 'jpeg' }, 1, 700)
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'webp', height: 700 })
  })

  test('of a page that is not there is not found', async () => {
    await expect(renderDocumentPage({ bytes: await piece('rib', 'text_pdf'), type: 'pdf' }, 2, 700)).rejects.toMatchObject({ status: 404 })
  })
})

/** Reads without end in a process of its own, and says who its children are. */
const readForever = `
import { readFileSync } from 'node:fs'
const { readDocument } = await import('#src/platform/ocr.ts')
const bytes = Buffer.from(process.env.SCAN, 'base64')
void readDocument({ bytes, type: 'jpeg' }, { onProgress: () => console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8')) })
`

test.skipIf(!existsSync('/proc/self/task'))('children do not outlive a parent that is killed', async () => {
  const small = await sharp(scan).resize({ width: 500 }).jpeg({ quality: 40 }).toBuffer()
  const env = { ...process.env, SCAN: small.toString('base64') }
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', readForever], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pids = await new Promise<string>((resolve) => parent.stdout.once('data', (data: Buffer) => resolve(data.toString())))
  parent.kill('SIGKILL')
  const reading = pids.trim().split(' ')
  expect(reading.length).toBeGreaterThan(0)
  const isAlive = (pid: string): boolean => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  await expect.poll(() => reading.filter(isAlive), { timeout: 15_000 }).toEqual([])
})
