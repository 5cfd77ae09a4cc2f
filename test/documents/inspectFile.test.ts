import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { AFRelationship, PDFDocument, PDFName, PDFString } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { inspectFile } from '#src/documents/inspectFile.ts'

const pdfOf = async (pages: number, fill?: (doc: PDFDocument) => void | Promise<void>): Promise<Buffer> => {
  const doc = await PDFDocument.create()
  for (let page = 0; page < pages; page++) doc.addPage([300, 400]).drawText(`Page ${page + 1}`, { x: 20, y: 200 })
  await fill?.(doc)
  return Buffer.from(await doc.save())
}

const picture = (format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 200, channels: 3, background: '#fff' } }).toFormat(format).toBuffer()

/** Objects, then the table and trailer a reader needs. */
const handMade = (objects: string[], trailer: string): Buffer => {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
const onePage = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
]

const rc4 = (key: Buffer, text: Buffer): Buffer => {
  const box = Array.from({ length: 256 }, (_, at) => at)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + box[i]! + key[i % key.length]!) % 256
    ;[box[i], box[j]] = [box[j]!, box[i]!]
  }
  let [i, j] = [0, 0]
  return text.map((byte) => {
    i = (i + 1) % 256
    j = (j + box[i]!) % 256
    ;[box[i], box[j]] = [box[j]!, box[i]!]
    return byte ^ box[(box[i]! + box[j]!) % 256]!
  }) as Buffer
}

/** 40-bit RC4. `password` of the owner only: it opens without one, but is encrypted all the same. */
const encrypted = (password: 'user' | 'owner'): Buffer => {
  const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
  const [owner, id] = [createHash('sha256').update('owner').digest(), Buffer.alloc(16, 7)]
  const secret = password === 'owner' ? padding : Buffer.concat([Buffer.from('secret'), padding]).subarray(0, 32)
  const key = createHash('md5').update(Buffer.concat([secret, owner, Buffer.from('fcffffff', 'hex'), id])).digest().subarray(0, 5)
  const dictionary = `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${rc4(key, padding).toString('hex')}> /P -4 >>`
  return handMade([...onePage, dictionary], `/Encrypt 4 0 R /ID [<${id.toString('hex')}><${id.toString('hex')}>]`)
}

const crc = (bytes: Buffer): number => {
  let value = ~0
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return ~value >>> 0
}
const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, sum])
}
/** Ten thousand by ten thousand in a few bytes: the header alone says it. */
const bombPng = (): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(10_000, 0)
  header.writeUInt32BE(10_000, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const zip = (entry: string): Buffer => {
  const header = Buffer.alloc(30)
  header.write('PK\x03\x04', 'latin1')
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(entry.length, 26)
  return Buffer.concat([header, Buffer.from(entry), Buffer.alloc(100)])
}

const boxed = (brand: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1heic`), Buffer.alloc(200)])

describe('what is taken in', () => {
  test('a PDF, with its pages, its sum and its name', async () => {
    const bytes = await pdfOf(3)
    expect(await inspectFile(bytes, 'C:\\scans\\Statuts.PDF')).toEqual({
      type: 'pdf',
      mime: 'application/pdf',
      fileName: 'Statuts.pdf',
      byteCount: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      pageCount: 3,
      width: 300,
      height: 400,
      warnings: [],
    })
  })

  test.each(['jpeg', 'png', 'webp'] as const)('a %s, whatever its name says', async (format) => {
    expect(await inspectFile(await picture(format), 'rib.pdf')).toMatchObject({
      type: format,
      mime: `image/${format}`,
      width: 320,
      height: 200,
      pageCount: 1,
    })
  })

  test('a photograph turned by EXIF has the size at which it shows', async () => {
    const bytes = await sharp(await picture('jpeg')).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect(await inspectFile(bytes, 'IMG.jpg')).toMatchObject({ width: 200, height: 320 })
  })

  test('a PDF behind a byte order mark or blank lines', async () => {
    expect(await inspectFile(Buffer.concat([Buffer.from('\ufeff\r\n'), await pdfOf(1)]), 'a.pdf')).toMatchObject({
      type: 'pdf',
      pageCount: 1,
    })
  })

  test.each([
    ['pdf_script', (doc: PDFDocument) => doc.addJavaScript('main', 'app.alert(1)')],
    [
      'pdf_script',
      (doc: PDFDocument) => doc.catalog.set(PDFName.of('OpenAction'), doc.context.obj({ S: 'Launch', F: PDFString.of('calc.exe') })),
    ],
    [
      'pdf_attachment',
      (doc: PDFDocument) => doc.attach(Buffer.from('hello'), 'hello.txt', { mimeType: 'text/plain', afRelationship: AFRelationship.Data }),
    ],
  ])('%s is kept with a warning', async (warning, fill) => {
    expect((await inspectFile(await pdfOf(1, fill), 'a.pdf')).warnings).toContain(warning)
  })
})

const refusals: [cause: string, name: string, bytes: () => Buffer | Promise<Buffer>][] = [
  ['empty', 'a.pdf', () => Buffer.alloc(0)],
  ['too_big', 'a.pdf', async () => Buffer.concat([await pdfOf(1), Buffer.alloc(10 * 1024 * 1024)])],
  ['unknown_type', 'a.pdf', () => Buffer.from('Bonjour, voici mon Kbis.')],
  ['unknown_type', 'a.html', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['unknown_type', 'polyglot.pdf', async () => Buffer.concat([Buffer.from('GIF89a;alert(1)//'), await pdfOf(1)])],
  ['unknown_type', 'polyglot.jpg', async () => {
    const jpeg = await picture('jpeg')
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 12]), Buffer.from('%PDF-1.7\n\n'), jpeg.subarray(2)])
  }],
  ['executable', 'kbis.pdf', () => Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(300)])],
  ['executable', 'kbis.pdf', () => Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(300)])],
  ['executable', 'kbis.pdf', () => Buffer.concat([Buffer.from('cffaedfe', 'hex'), Buffer.alloc(300)])],
  ['executable', 'kbis.pdf', () => Buffer.from('#!/bin/sh\nrm -rf /\n')],
  ['archive', 'photo.jpg', () => zip('a.txt')],
  ['archive', 'lettre.pdf', () => zip('word/document.xml')],
  ['archive', 'a.pdf', () => Buffer.concat([Buffer.from('Rar!\x1a\x07\x00', 'latin1'), Buffer.alloc(300)])],
  ['archive', 'a.pdf', () => Buffer.concat([Buffer.from('377abcaf271c', 'hex'), Buffer.alloc(300)])],
  ['archive', 'a.pdf', () => Buffer.concat([Buffer.from('1f8b0800', 'hex'), Buffer.alloc(300)])],
  ['heic', 'IMG_1.jpg', () => boxed('heic')],
  ['heic', 'IMG_1.heif', () => boxed('mif1')],
  ['broken_pdf', 'a.pdf', () => Buffer.from('%PDF-1.7\nnothing more')],
  ['encrypted_pdf', 'a.pdf', () => encrypted('user')],
  ['encrypted_pdf', 'a.pdf', () => encrypted('owner')],
  ['too_many_pages', 'a.pdf', () => pdfOf(31)],
  ['too_many_pixels', 'a.png', bombPng],
  ['broken_picture', 'a.jpg', async () => (await picture('jpeg')).subarray(0, 400)],
  ['broken_picture', 'a.png', async () => (await picture('png')).subarray(0, 60)],
]

describe('what is refused, and why', () => {
  test.each(refusals)('%s (%s)', async (cause, name, bytes) => {
    await expect(inspectFile(await bytes(), name)).rejects.toMatchObject({ status: 422, fields: { file: `documents:file.${cause}` } })
  })

  test('thirty pages are not too many', async () => {
    expect(await inspectFile(await pdfOf(30), 'a.pdf')).toMatchObject({ pageCount: 30 })
  })
})
