import { Readable } from 'node:stream'
import { parse, type Options } from 'csv-parse'
import { invalid } from '#src/kernel/errors.ts'
import { withoutCardNumbers } from '#src/kernel/identifiers.ts'
import { isId } from '#src/kernel/ids.ts'

/** A line that names no payment, or one again. `text`: what stands there, cut short, never a card number. */
export type BadLine = { line: number; fault: 'unreadable' | 'repeated'; text: string }
/** The payments named, each once, with the line it stands on; and what was not taken. `badCount` counts all, `badLines` keeps the first. */
export type NamedPayments = { ids: string[]; lines: number[]; badLines: BadLine[]; badCount: number }

export const mostRows = 100_000
/** Of 100,000 lines of the export in UTF-16. */
export const mostFileBytes = 48 * 1024 * 1024
const badLinesKept = 500
const textKept = 60

/** Never half a sign: the database would not take it. */
const cut = (text: string): string => [...withoutCardNumbers(text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim())].slice(0, textKept).join('')

const gather = (field: string) => {
  const seen = new Set<string>()
  const named: NamedPayments = { ids: [], lines: [], badLines: [], badCount: 0 }
  let rows = 0
  const bad = (one: BadLine): void => {
    named.badCount += 1
    if (named.badLines.length < badLinesKept) named.badLines.push(one)
  }
  const take = (line: number, id: string | null, text: string): void => {
    if (++rows > mostRows) throw invalid({ [field]: 'fraud:report.too_many_rows' })
    if (id === null) return bad({ line, fault: 'unreadable', text: cut(text) })
    if (seen.has(id)) return bad({ line, fault: 'repeated', text: id })
    seen.add(id)
    named.ids.push(id)
    named.lines.push(line)
  }
  return { named, take }
}

/** Ids pasted as they come: one or several a line, with anything around them. A line that says something and names no payment is told. */
export const readPasted = (pasted: string): NamedPayments => {
  const { named, take } = gather('pasted')
  pasted.split(/\r\n|\r|\n/).forEach((text, i) => {
    const ids = text.match(/(?<![0-9A-Za-z_])paym_[0-9A-Za-z]{24}(?![0-9A-Za-z])/g) ?? []
    for (const id of ids) take(i + 1, id, text)
    if (ids.length === 0 && text.trim() !== '') take(i + 1, null, text)
  })
  return named
}

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

const delimiterOf = (text: string): string => {
  const first = text.slice(0, 10_000).split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? ''
  return [';', '\t', ','].find((one) => first.includes(one)) ?? ';'
}

/** As spreadsheets leave it: plain, disarmed (`'paym_…`), or as the formula of a text (`="paym_…"`). No formula is ever worked out. */
const idIn = (cell: string): string | null => {
  const text = cell.trim().replace(/^'|^="?|"$/g, '')
  return isId('paym', text) ? text : null
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536)
}

const options = (text: string): Options => ({
  delimiter: delimiterOf(text), info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, max_record_size: 100_000,
})

type Record = { record: string[]; info: { lines: number } }

const records = (text: string): AsyncIterable<Record> => {
  const parser = parse(options(text))
  Readable.from(pieces(text)).pipe(parser)
  return parser as AsyncIterable<Record>
}

/**
 * The payments of a CSV, as the merchant area exports it or as a spreadsheet saved it again: with or without a byte order mark, in UTF-8,
 * UTF-16 or Windows-1252, parted by semicolons, commas or tabs. The heading is no line of it. 422 on `file` for what is no such text or too long.
 */
export const readCsv = async (bytes: Uint8Array): Promise<NamedPayments> => {
  const text = decode(bytes)?.replace(/^\ufeff/, '')
  if (text === undefined || text.trim() === '') throw invalid({ file: 'fraud:report.not_csv' })
  const { named, take } = gather('file')
  let isFirst = true
  try {
    for await (const { record, info } of records(text)) {
      const id = record.map(idIn).find((one) => one !== null) ?? null
      const isHeading = isFirst && id === null
      isFirst = false
      if (!isHeading && record.some((cell) => cell.trim() !== '')) take(info.lines, id, record.join(' '))
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^CSV_/.test(String(error.code))) throw invalid({ file: 'fraud:report.not_csv' })
    throw error
  }
  return named
}

/** What was pasted, and then what the file says: an id that both name is told of the file. */
export const joinNamed = (first: NamedPayments, second: NamedPayments): NamedPayments => {
  const known = new Set(first.ids)
  const news = second.ids.map((id, i) => ({ id, line: second.lines[i]! }))
  const again = news.filter(({ id }) => known.has(id)).map(({ id, line }): BadLine => ({ line, fault: 'repeated', text: id }))
  const kept = news.filter(({ id }) => !known.has(id))
  return {
    ids: [...first.ids, ...kept.map(({ id }) => id)], lines: [...first.lines, ...kept.map(({ line }) => line)],
    badLines: [...first.badLines, ...second.badLines, ...again].slice(0, badLinesKept), badCount: first.badCount + second.badCount + again.length,
  }
}
