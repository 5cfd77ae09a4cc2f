import { deflateSync, crc32 as nodeCrc } from 'node:zlib'
import { PDFDocument } from 'pdf-lib'

/** Files as somebody would make them who wishes the reader ill: small, and larger inside than they look. */
const crcOf = (bytes: Buffer): number => {
  if (nodeCrc) return nodeCrc(bytes)
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
  sum.writeUInt32BE(crcOf(body))
  return Buffer.concat([length, body, sum])
}

/** Its header says how large it is; there is nothing of a picture behind it. */
export const pngOfSize = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Objects of a PDF with the table and trailer that a reader needs. */
export const handMadePdf = (objects: (string | Buffer)[]): Buffer => {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const offsets: number[] = []
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0)
  for (const [at, object] of objects.entries()) {
    offsets.push(length())
    parts.push(Buffer.concat([
      Buffer.from(`${at + 1} 0 obj\n`),
      typeof object === 'string' ? Buffer.from(object, 'latin1') : object,
      Buffer.from('\nendobj\n'),
    ]))
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = length()
  parts.push(
    Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}

const stream = (dictionary: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${body.length} >>\nstream\n`), body, Buffer.from('\nendstream')])

const onePage = (resources: string): string[] => [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << ${resources} >> >>`,
]

/** A page whose contents are so many megabytes of blanks, deflated twice over: a few kilobytes. */
export const inflatingPdf = (megabytes: number): Buffer => {
  const once = deflateSync(Buffer.alloc(megabytes * 1_000_000, ' '), { level: 1 })
  return handMadePdf([...onePage(''), stream('/Filter [/FlateDecode /FlateDecode]', deflateSync(once))])
}

/** A form that draws another ten times, which draws another ten times…: nothing of it ends in anybody's life. */
export const multiplyingPdf = (levels: number): Buffer => {
  const form = (at: number): Buffer => {
    const isLast = at === levels - 1
    const body = isLast ? '0 0 m 300 300 l 0 300 l 300 0 l S\n'.repeat(50) : '/F Do\n'.repeat(10)
    return stream(
      `/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << ${isLast ? '' : `/XObject << /F ${at + 6} 0 R >>`} >>`,
      Buffer.from(body),
    )
  }
  return handMadePdf([
    ...onePage('/XObject << /F 5 0 R >>'),
    stream('', Buffer.from('/F Do\n'.repeat(10))),
    ...Array.from({ length: levels }, (_, at) => form(at)),
  ])
}

/** Helvetica whose character map says Hebrew letters, or whatever stands from that code on, for the letters A to Z that it draws. */
export const pdfThatSays = (firstCode: number, drawn: string): Buffer => {
  const hex = (code: number): string => code.toString(16).padStart(4, '0')
  const map =
    `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <5A> <${hex(firstCode)}> endbfrange endcmap end end`
  return handMadePdf([
    ...onePage('/Font << /F 5 0 R >>'),
    stream('', Buffer.from(`BT /F 18 Tf 20 200 Td (${drawn}) Tj 0 -40 Td (${drawn}) Tj ET`)),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
    stream('', Buffer.from(map)),
  ])
}

export const pdfOfPages = async (count: number, fill?: (doc: PDFDocument) => void | Promise<void>): Promise<Buffer> => {
  const doc = await PDFDocument.create()
  for (let page = 1; page <= count; page++)
    doc.addPage([300, 300]).drawText(`Page ${page} de cette piece longue`, { x: 20, y: 200, size: 12 })
  await fill?.(doc)
  return Buffer.from(await doc.save())
}
