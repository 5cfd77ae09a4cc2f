import { invalid } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { csvRecords, isCsvFault, plainCell, shortText, textOfCsv } from '#src/platform/csvRecords.ts'

/** A line that names no payment, or one again. `text`: what stands there, cut short, never a card number. */
export type BadLine = { line: number; fault: 'unreadable' | 'repeated'; text: string }
/** The payments named, each once, with the line it stands on; and what was not taken. `badCount` counts all, `badLines` keeps the first. */
export type NamedPayments = { ids: string[]; lines: number[]; badLines: BadLine[]; badCount: number }

export const mostRows = 100_000
/** Of 100,000 lines of the export in UTF-16. */
export const mostFileBytes = 48 * 1024 * 1024
const badLinesKept = 500

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
    if (id === null) return bad({ line, fault: 'unreadable', text: shortText(text) })
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

const idIn = (cell: string): string | null => {
  const text = plainCell(cell)
  return isId('paym', text) ? text : null
}

/**
 * The payments of a CSV, as the merchant area exports it or as a spreadsheet saved it again: with or without a byte order mark, in UTF-8,
 * UTF-16 or Windows-1252, parted by semicolons, commas or tabs. The heading is no line of it. 422 on `file` for what is no such text or too
 * long.
 */
export const readCsv = async (bytes: Uint8Array): Promise<NamedPayments> => {
  const text = textOfCsv(bytes)
  if (text === null) throw invalid({ file: 'fraud:report.not_csv' })
  const { named, take } = gather('file')
  let isFirst = true
  try {
    for await (const { record, info } of csvRecords(text)) {
      const id = record.map(idIn).find((one) => one !== null) ?? null
      const isHeading = isFirst && id === null
      isFirst = false
      if (!isHeading && record.some((cell) => cell.trim() !== '')) take(info.lines, id, record.join(' '))
    }
  } catch (error) {
    if (isCsvFault(error)) throw invalid({ file: 'fraud:report.not_csv' })
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
    ids: [...first.ids, ...kept.map(({ id }) => id)],
    lines: [...first.lines, ...kept.map(({ line }) => line)],
    badLines: [...first.badLines, ...second.badLines, ...again].slice(0, badLinesKept),
    badCount: first.badCount + second.badCount + again.length,
  }
}
