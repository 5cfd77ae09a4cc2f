import { fileTypeFromBuffer } from 'file-type'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { DocumentType } from '#src/platform/ocr.ts'

/** 10 MB, thirty pages; fifty megapixels are judged where the header is read (platform/ocr). */
export const fileLimits = { bytes: 10 * 1024 * 1024, pages: 30 } as const

export const mimeOf: Record<DocumentType, string> = {
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}

export type FileKind = DocumentType | 'executable' | 'archive' | 'heic' | 'unknown_type'

const kinds: Partial<Record<string, FileKind>> = dictionary({
  pdf: 'pdf',
  jpg: 'jpeg',
  png: 'png',
  webp: 'webp',
  heic: 'heic',
  heif: 'heic',
})
const executables = new Set(['exe', 'elf', 'macho', 'class', 'lnk', 'dex', 'wasm', 'msi', 'swf', 'nes', 'reg', 'bat'])
/** Office files of both ages are containers too: asking for a PDF is the right answer to all of them. */
const archives = new Set([
  'zip',
  'rar',
  '7z',
  'gz',
  'bz2',
  'xz',
  'zst',
  'lz',
  'lz4',
  'tar',
  'tar.gz',
  'cab',
  'ar',
  'deb',
  'rpm',
  'crx',
  'xpi',
  'apk',
  'jar',
  'arj',
  'ace',
  'cpio',
  'Z',
  'cfb',
  'docx',
  'docm',
  'xlsx',
  'xlsm',
  'pptx',
  'pptm',
  'odt',
  'ods',
  'odp',
  'epub',
  'pages',
  'numbers',
  'key',
  'vsdx',
])

/** file-type reads into containers; the first bytes are enough for us, and bound what a crafted file can make it do. */
const headLength = 4_100

/** HEIC in its family: brands of the ISO container that hold HEVC pictures, among them Apple's, which file-type calls by other names. */
const heicBrand = /^ftyp(hei[cfxms]|hev[cxms]|mif1|msf1)/

/** Readers of PDF accept a header within the first 1,024 bytes: what comes before may be another file for another reader. */
const pdfStart = (bytes: Buffer): number => bytes.subarray(0, 1_024 + 5).indexOf('%PDF-')
const onlyBlank = (bytes: Buffer, end: number): boolean => /^(\xef\xbb\xbf)?[\s\0]*$/.test(bytes.toString('latin1', 0, end))

const named = async (head: Buffer): Promise<FileKind> => {
  if (head.subarray(0, 2).toString('latin1') === '#!') return 'executable'
  if (heicBrand.test(head.toString('latin1', 4, 16))) return 'heic'
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  const extension = found?.ext ?? ''
  if (executables.has(extension) || (head[0] === 0x4d && head[1] === 0x5a)) return 'executable'
  // Whatever file-type makes of a container cut after its first bytes.
  if (archives.has(extension) || head.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return 'archive'
  return kinds[extension] ?? 'unknown_type'
}

/** What the bytes are, whatever the file is called. */
export const typeOf = async (bytes: Buffer): Promise<FileKind> => {
  const start = pdfStart(bytes)
  if (start > 0 && onlyBlank(bytes, start)) return 'pdf'
  const kind = await named(bytes.subarray(0, headLength))
  return start > 0 && kind in mimeOf ? 'unknown_type' : kind
}
