import { parse, type Options } from 'csv-parse/sync'
import { refusedFile } from '../watchlist.ts'
import { longestField } from './xmlRecords.ts'

type Row = { cells: string[]; line: number }

const faultOfParser = (error: unknown): Error => {
  const { code, lines } = error as { code?: string; lines?: number }
  if (code === 'CSV_QUOTE_NOT_CLOSED') return refusedFile('cut')
  if (code === 'CSV_MAX_RECORD_SIZE') return refusedFile('field_too_long', { field: `#${lines ?? '?'}` })
  return refusedFile('malformed', { line: lines ?? 0 })
}

export type CsvReading = {
  delimiter: string
  /** How many columns a whole line has; the last line of a file without an end that has fewer was cut. */
  columns: number
  onRow: (row: Row) => void
  /** Quotes inside of cells that are not quoted: OFAC and the European Union write some. */
  isRelaxed?: boolean
}

/** Row by row; nothing is kept. A quote that never closes, or a last line that is short and has no end: the file was cut. */
export const csvRows = (text: string, { delimiter, columns, onRow, isRelaxed = true }: CsvReading): void => {
  let last = columns
  const options: Options = {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: isRelaxed,
    skip_empty_lines: true,
    max_record_size: longestField,
    on_record: (said: unknown) => {
      const { record, info } = said as { record: string[]; info: { lines: number } }
      last = record.length
      onRow({ cells: record, line: info.lines })
      return null
    },
  }
  try {
    parse(text, options)
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_') ? faultOfParser(error) : error
  }
  if (last < columns && !/[\r\n]$/.test(text)) throw refusedFile('cut')
}

/** A row by the names of its columns, whatever their capitals; '' for a column that is not there. */
export type Named = (column: string) => string

const plainName = (name: string): string => name.replace(/^\ufeff/, '').toLowerCase().replace(/[^a-z0-9]+/g, '')

/** Finds columns by name, as spellings vary over the years. */
export const namedBy = (header: readonly string[]): (cells: readonly string[]) => Named => {
  const places = new Map<string, number>()
  for (const [i, name] of header.entries()) if (!places.has(plainName(name))) places.set(plainName(name), i)
  return (cells) => (column) => cells[places.get(plainName(column)) ?? -1]?.trim() ?? ''
}

export const hasColumns = (header: readonly string[], wanted: readonly string[]): boolean => {
  const there = new Set(header.map(plainName))
  return wanted.every((one) => there.has(plainName(one)))
}

/** The first line that says something, as cells: what a header is looked for in. */
export const cellsOfLine = (line: string, delimiter: string): string[] => {
  try {
    return (parse(line, { delimiter, relax_quotes: true, relax_column_count: true }) as string[][])[0] ?? []
  } catch {
    return []
  }
}
