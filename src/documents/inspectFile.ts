import { createHash } from 'node:crypto'
import { invalid, Refusal } from '#src/kernel/errors.ts'
import { type DocumentType, type Probe, probeDocument } from '#src/platform/ocr.ts'
import { cleanFileName } from './fileName.ts'
import { fileLimits, mimeOf, typeOf } from './fileType.ts'

export { cleanFileName } from './fileName.ts'

export type InspectedFile = {
  type: DocumentType
  mime: string
  /** Safe to store and to show; its extension is that of the true type. */
  fileName: string
  byteCount: number
  /** Hexadecimal. */
  sha256: string
  pageCount: number
  /** Pixels of a picture as it shows, points of a PDF's first page. */
  width?: number
  height?: number
  /** Kept, but never opened by a browser as it is: `pdf_script`, `pdf_attachment`. */
  warnings: string[]
}

export type FileCause = 'empty' | 'too_big' | 'unknown_type' | 'executable' | 'archive' | 'heic' | 'broken_pdf' | 'encrypted_pdf'
  | 'too_many_pages' | 'too_many_pixels' | 'broken_picture'

export const refuseFile = (cause: FileCause): Refusal => invalid({ file: `documents:file.${cause}` }, cause)

/** The child answers with its own word for what it met; a file on which it died or dallied is broken as far as we can tell. */
const causeOf = (code: string, type: DocumentType): FileCause => {
  if (code === 'encrypted_pdf' || code === 'too_many_pixels') return code
  return type === 'pdf' ? 'broken_pdf' : 'broken_picture'
}

/** `ocr_closed`: we are stopping, which says nothing of the file. */
const probe = (bytes: Buffer, type: DocumentType): Promise<Probe> =>
  probeDocument({ bytes, type }).catch((error: unknown) => {
    throw error instanceof Refusal && error.code !== 'ocr_closed' ? refuseFile(causeOf(error.code, type)) : error
  })

const looked = new WeakMap<Buffer, Map<string, Promise<InspectedFile>>>()

/** Looked at ahead of need: whoever sends these very bytes soon does not wait. A refusal is kept for him. */
export const inspectAhead = (bytes: Buffer, fileName: string): void => {
  const found = inspectFile(bytes, fileName)
  found.catch(() => {})
  looked.set(bytes, new Map([[fileName, found]]))
}

/**
 * Judges an upload by its bytes, never by its name or what the browser said of it. Opening it happens in the looking child
 * (`platform/ocr`), at most fifteen seconds. Throws 422 with `{ file: 'documents:file.<cause>' }`.
 */
export const inspectFile = async (bytes: Buffer, fileName: string): Promise<InspectedFile> => {
  const ahead = looked.get(bytes)?.get(fileName)
  if (ahead) return ahead
  if (bytes.length === 0) throw refuseFile('empty')
  if (bytes.length > fileLimits.bytes) throw refuseFile('too_big')
  const type = await typeOf(bytes)
  if (!(type in mimeOf)) throw refuseFile(type as FileCause)
  const known = type as DocumentType
  const { pageCount, width, height, warnings } = await probe(bytes, known)
  if (pageCount > fileLimits.pages) throw refuseFile('too_many_pages')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const fileNameKept = cleanFileName(fileName, known)
  return { type: known, mime: mimeOf[known], fileName: fileNameKept, byteCount: bytes.length, sha256, pageCount, width, height, warnings }
}
