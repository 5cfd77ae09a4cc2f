import { Readable } from 'node:stream'
import { parse, type Options } from 'csv-parse'
import { withoutCardNumbers } from '#src/kernel/identifiers.ts'

// A CSV as people send it: from whatever spreadsheet, in whatever encoding, with whatever in its cells.

const strict = (encoding: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** UTF-16 by its mark, or by its empty bytes where spreadsheets leave the mark out; UTF-8; else what old spreadsheets write. */
const decode = (bytes: Uint8Array): string | null => {
  const [one, two] = bytes
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0)) return strict('utf-16le', bytes)
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return strict('utf-16be', bytes)
  const text = strict('utf-8', bytes) ?? strict('windows-1252', bytes)
  return text?.includes('\u0000') ? null : text
}

/** Its text without the mark; null for what is none, or says nothing. */
export const textOfCsv = (bytes: Uint8Array): string | null => {
  const text = decode(bytes)?.replace(/^\ufeff/, '')
  return text === undefined || text.trim() === '' ? null : text
}

const delimiterOf = (text: string): string => {
  const first = text.slice(0, 10_000).split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? ''
  return [';', '\t', ','].find((one) => first.includes(one)) ?? ';'
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536)
}

const options = (text: string): Options => ({
  delimiter: delimiterOf(text),
  info: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: 100_000,
})

export type CsvRecord = { record: string[]; info: { lines: number } }

/** Parted by semicolons, commas or tabs; throws what `isCsvFault` knows. */
export const csvRecords = (text: string): AsyncIterable<CsvRecord> => {
  const parser = parse(options(text))
  Readable.from(pieces(text)).pipe(parser)
  return parser as AsyncIterable<CsvRecord>
}

export const isCsvFault = (error: unknown): boolean => error instanceof Error && 'code' in error && /^CSV_/.test(String(error.code))

/** As spreadsheets leave it: plain, disarmed (`'paym_…`), or as the formula of a text (`="paym_…"`). No formula is ever worked out. */
export const plainCell = (cell: string): string => cell.trim().replace(/^'|^="?|"$/g, '')

/** What stands in a line, cut short, never a card number; never half a sign: the database would not take it. */
export const shortText = (text: string, max = 60): string =>
  [...withoutCardNumbers(text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim())]
    .slice(0, max)
    .join('')
