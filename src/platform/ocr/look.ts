import { inflateSync } from 'node:zlib'
import sharp from 'sharp'
import { Refusal } from '#src/kernel/errors.ts'
import { openPdf, type Pdf } from '#src/platform/pdf.ts'
import type { Probe, Task } from './messages.ts'
import { pictureCap } from './recipe.ts'

const quality = 85

const renderPdf = async (bytes: Uint8Array, page: number, maxSide: number): Promise<Buffer> => {
  const pdf = await openPdf(bytes)
  try {
    if (page < 1 || page > pdf.pageCount) throw new Refusal(404, 'not_found')
    const { data, width, height } = pdf.renderPixels(page, { maxSide })
    return await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().webp({ quality }).toBuffer()
  } finally {
    pdf.close()
  }
}

/** Drawn anew: what the browser gets holds no EXIF place, no script, no trailing bytes of the upload. */
const renderPicture = (bytes: Uint8Array, maxSide: number): Promise<Buffer> =>
  sharp(bytes, { limitInputPixels: pictureCap, failOn: 'none', autoOrient: true })
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer()

export const render = ({ type, bytes, page, maxSide }: Extract<Task, { do: 'render' }>): Promise<Buffer> =>
  type === 'pdf' ? renderPdf(bytes, page, maxSide) : renderPicture(bytes, maxSide)

/** Decodes the picture once, small: a header alone does not show that the rest is missing. Its size was judged before. */
const probePicture = async (bytes: Uint8Array): Promise<Probe> => {
  const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (autoOrient.width * autoOrient.height > pictureCap) throw new Refusal(422, 'too_many_pixels')
  await sharp(bytes, { limitInputPixels: pictureCap, failOn: 'truncated' }).resize({ width: 64 }).raw().toBuffer()
  return { pageCount: 1, ...autoOrient, warnings: [] }
}

const probePdf = async (bytes: Uint8Array): Promise<Probe> => {
  const pdf = await openPdf(bytes)
  try {
    // Even where the user's password is empty and pdfium opens it: pdf-lib cannot bind it into an evidence file.
    if (pdf.encrypted) throw new Refusal(422, 'encrypted_pdf')
    if (pdf.pageCount < 1) throw new Refusal(422, 'broken_pdf')
    return { pageCount: pdf.pageCount, ...pdf.pageSize(1, { dpi: 72 }), warnings: warningsOf(pdf, bytes) }
  } finally {
    pdf.close()
  }
}

export const probe = (
  { type, bytes }: Extract<Task, { do: 'probe' }>,
): Promise<Probe> => (type === 'pdf' ? probePdf(bytes) : probePicture(bytes))

const script = /\/(JavaScript|JS|Launch|XFA)\b/
const attachment = /\/(EmbeddedFiles?|RichMedia|FileAttachment)\b/

/** pdfium counts what hangs in the document's own trees; actions of pages, fields and annotations are found by their names. */
const warningsOf = (pdf: Pdf, bytes: Uint8Array): Probe['warnings'] => {
  const names = dictionaries(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
  return [
    ...(pdf.scriptCount > 0 || script.test(names) ? (['pdf_script'] as const) : []),
    ...(pdf.attachmentCount > 0 || attachment.test(names) ? (['pdf_attachment'] as const) : []),
  ]
}

const inflatedCap = 2_000_000

const mostPacked = 64
/** A stream follows its dictionary; the same word anywhere else is text. Looked for backwards over a few blanks only. */
const followsDictionary = (text: string, at: number): boolean => text.slice(Math.max(0, at - 16), at).trimEnd().endsWith('>>')

/**
 * Every dictionary of the file: the text outside streams, and the object streams unpacked (at most 64 of them). Walked once from the front:
 * a stranger chose these bytes, and any pattern that backtracks over ten megabytes of them stands still.
 */
const dictionaries = (text: string): string => {
  const [outside, packed]: [string[], string[]] = [[], []]
  let kept = 0
  for (let at = text.indexOf('stream'); at !== -1; at = text.indexOf('stream', at)) {
    if (!followsDictionary(text, at)) {
      at += 6
      continue
    }
    const end = text.indexOf('endstream', at + 6)
    if (end === -1) break
    const before = text.slice(kept, at)
    outside.push(before)
    if (packed.length < mostPacked && before.slice(-400).includes('/ObjStm'))
      packed.push(inflated(text.slice(at + 6, end).replace(/^\r?\n/, '')))
    kept = at = end + 9
  }
  return [...outside, text.slice(kept), ...packed].join('\n').replace(
    /#([0-9A-Fa-f]{2})/g,
    (_, code: string) => String.fromCharCode(parseInt(code, 16)),
  )
}

const inflated = (body: string): string => {
  try {
    return inflateSync(Buffer.from(body, 'latin1'), { maxOutputLength: inflatedCap }).toString('latin1')
  } catch {
    return ''
  }
}
