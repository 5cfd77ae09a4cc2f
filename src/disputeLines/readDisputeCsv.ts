import { dictionary } from '#src/kernel/dictionary.ts'
import { invalid } from '#src/kernel/errors.ts'
import { parseCents } from '#src/kernel/money.ts'
import { csvRecords, isCsvFault, plainCell, shortText, textOfCsv } from '#src/platform/csvRecords.ts'
import { lineOf, wordsOfLine, type DisputeLine, type FieldFault, type LineFields } from './disputeLine.ts'

/** A line that says no dispute, or one again. `text`: what stands there, cut short, never a card number. */
export type BadLine = { line: number; fault: FieldFault | 'repeated'; text: string }
export type ReadLine = { line: number; said: DisputeLine }
export type ReadFile = { lines: ReadLine[]; badLines: BadLine[]; badCount: number }

/** Each is judged against the books and taken in a unit of its own: a file of more is a matter for the bank's report. */
export const mostLines = 2_000
export const mostFileBytes = 4 * 1024 * 1024
const badLinesKept = 200

/**
 * The names a column may have, in both languages, as spreadsheets write them. `amount` in whole units and decimals, `amount_cents` in
 * cents.
 */
const names: Record<string, keyof LineFields | 'amount_cents'> = dictionary({
  reference: 'reference',
  'référence': 'reference',
  original: 'original',
  origine: 'original',
  capture: 'original',
  network: 'network',
  'réseau': 'network',
  reseau: 'network',
  code: 'code',
  motif: 'code',
  r_type: 'r_type',
  type: 'r_type',
  amount: 'amount',
  montant: 'amount',
  amount_cents: 'amount_cents',
  montant_centimes: 'amount_cents',
  currency: 'currency',
  devise: 'currency',
  due_on: 'due_on',
  due: 'due_on',
  'échéance': 'due_on',
  echeance: 'due_on',
  date_limite: 'due_on',
  stage: 'stage',
  'étape': 'stage',
  etape: 'stage',
})
const needed = ['reference', 'network', 'code', 'currency', 'stage'] as const

type Places = Map<keyof LineFields | 'amount_cents', number>

/** 422 where the heading lacks a column, or names one twice. */
const placesOf = (heading: readonly string[]): Places => {
  const places: Places = new Map()
  heading.forEach((cell, i) => {
    const name = names[plainCell(cell).toLowerCase().replaceAll(' ', '_')]
    if (name && places.has(name)) throw invalid({ file: 'disputes:import.bad_heading' })
    if (name) places.set(name, i)
  })
  if (!needed.every((name) => places.has(name)) || places.has('amount') === places.has('amount_cents'))
    throw invalid({ file: 'disputes:import.bad_heading' })
  return places
}

/** « 31/03/2026 » is a day as French spreadsheets write it. */
const dayIn = (text: string): string => text.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1')

const fieldsOf = (record: readonly string[], places: Places): LineFields => {
  const cell = (name: keyof LineFields | 'amount_cents'): string => plainCell(record[places.get(name) ?? -1] ?? '')
  const cents = places.has('amount_cents') ? cell('amount_cents') : String(parseCents(cell('amount')) ?? '')
  return {
    reference: cell('reference'),
    original: cell('original'),
    network: cell('network').toLowerCase(),
    code: cell('code'),
    r_type: cell('r_type').toLowerCase(),
    amount: cents,
    currency: cell('currency').toLowerCase(),
    due_on: dayIn(cell('due_on')),
    stage: cell('stage').toLowerCase(),
  }
}

const gather = () => {
  const read: ReadFile = { lines: [], badLines: [], badCount: 0 }
  const seen = new Set<string>()
  const bad = (one: BadLine): void => {
    read.badCount += 1
    if (read.badLines.length < badLinesKept) read.badLines.push(one)
  }
  return {
    read,
    take: (line: number, record: readonly string[], places: Places): void => {
      if (read.lines.length + read.badCount >= mostLines) throw invalid({ file: 'disputes:import.too_many' })
      const said = lineOf(fieldsOf(record, places))
      if (typeof said === 'string') return bad({ line, fault: said, text: shortText(record.join(' ')) })
      if (seen.has(wordsOfLine(said))) return bad({ line, fault: 'repeated', text: said.reference })
      seen.add(wordsOfLine(said))
      read.lines.push({ line, said })
    },
  }
}

/**
 * A file of disputes with a heading, from whatever spreadsheet. A line that cannot be read is told and stops no other. 422 on `file` for
 * what is no such text.
 */
export const readDisputeCsv = async (bytes: Uint8Array): Promise<ReadFile> => {
  const text = textOfCsv(bytes)
  if (text === null) throw invalid({ file: 'disputes:import.not_csv' })
  const { read, take } = gather()
  let places: Places | null = null
  try {
    for await (const { record, info } of csvRecords(text)) {
      if (places === null) places = placesOf(record)
      else if (record.some((cell) => cell.trim() !== '')) take(info.lines, record, places)
    }
  } catch (error) {
    if (isCsvFault(error)) throw invalid({ file: 'disputes:import.not_csv' })
    throw error
  }
  if (read.lines.length + read.badCount === 0) throw invalid({ file: 'disputes:import.empty' })
  return read
}
