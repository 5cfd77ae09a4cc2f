import { refusedFile } from '../watchlist.ts'

const strict = (encoding: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const byMark = (bytes: Uint8Array): string | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** `<?xml … encoding="ISO-8859-1"?>`: the only word on its encoding that a file says itself. */
const declared = (bytes: Uint8Array): string | null =>
  /^\s*<\?xml[^>]*\sencoding=["']([\w-]+)["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))?.[1]?.toLowerCase() ?? null

const western = new Set(['iso-8859-1', 'latin1', 'windows-1252', 'us-ascii', 'ascii', 'iso-8859-15'])

const named = (bytes: Uint8Array, encoding: string): string => {
  const text = strict(encoding, bytes)
  if (text === null) throw refusedFile('encoding', { encoding: encoding.toUpperCase() })
  return text
}

/**
 * The text of a list. UTF-8, or what the file's mark or XML's first line says; a file that says nothing and is no UTF-8 is taken as
 * Windows-1252 where its publisher writes that (`isWestern`: OFAC, and what a spreadsheet saved), else refused by name: a wrong guess would
 * leave names nobody finds.
 */
export const textOf = (bytes: Uint8Array, isWestern: boolean): string => {
  const mark = byMark(bytes)
  if (mark) return named(bytes, mark)
  const said = declared(bytes)
  if (said && said !== 'utf-8' && said !== 'utf8') return named(bytes, western.has(said) ? 'windows-1252' : knownEncoding(said))
  const text = strict('utf-8', bytes)
  if (text !== null) return text.replace(/^\ufeff/, '')
  if (said || !isWestern) throw refusedFile('encoding', { encoding: 'UTF-8' })
  return named(bytes, 'windows-1252')
}

const knownEncoding = (said: string): string => {
  try {
    return new TextDecoder(said).encoding
  } catch {
    throw refusedFile('encoding', { encoding: said.slice(0, 20).toUpperCase() })
  }
}
