import { addDays, type Day } from '#src/kernel/calendar.ts'
import { lengthOf } from './dataIdentifiers.ts'

/** A 2D-DOC as it is written, its signature not looked at yet. */
export type ParsedCode = {
  version: number
  issuerId: string
  certificateId: string
  issuedOn: Day | null
  signedOn: Day | null
  documentType: string
  perimeter: string
  data: Record<string, string>
  /** What is signed: header and data. */
  message: string
  /** Base32 as printed; empty where the code carries none. */
  signature: string
}

const groupSeparator = '\u001d'
const recordSeparator = '\u001e'
const unitSeparator = '\u001f'

/** No symbol holds more (QR 4 296 signs, Data Matrix 2 335): what is longer is no code, whatever it says. */
const longestText = 4_500
const mostData = 120

const header = /^DC0([1-4])([A-Z]{2}[0-9A-Z]{2})([0-9A-Z]{4})([0-9A-F]{4})([0-9A-F]{4})([0-9A-Z]{2})/

/** Days since 2000, in hexadecimal; FFFF for none. */
const dayOf = (hex: string): Day | null => (hex === 'FFFF' ? null : addDays('2000-01-01', Number.parseInt(hex, 16)))

/** Some readers write separators out. */
const withSeparators = (text: string): string =>
  text.includes(unitSeparator)
    ? text
    : text.replace(/<GS>|\u241d/g, groupSeparator).replace(/<RS>|\u241e/g, recordSeparator).replace(/<US>|\u241f/g, unitSeparator)

/** One datum from where it begins; RS ends one that was cut to fit. */
const readDatum = (text: string, id: string): { value: string; rest: string } => {
  const length = lengthOf(id)
  const end = text.search(/[\u001d\u001e]/)
  const free = end < 0 ? text.length : end
  const size = 'fixed' in length ? length.fixed : Math.min(free, length.greatest)
  const value = text.slice(0, size)
  return { value, rest: text.slice(size).replace(/^[\u001d\u001e]/, '') }
}

const readData = (text: string): Record<string, string> => {
  const data: Record<string, string> = {}
  let rest = text
  for (let i = 0; i < mostData && rest.length > 0; i++) {
    const id = rest.slice(0, 2)
    if (!/^[0-9A-Z]{2}$/.test(id)) break
    const datum = readDatum(rest.slice(2), id)
    data[id] ??= datum.value
    rest = datum.rest
  }
  return data
}

/** Header of 22 signs; version 3 adds a perimeter, version 4 a country. */
const sizeOfHeader = (version: number): number => (version < 3 ? 22 : version === 3 ? 24 : 26)

/** Null for whatever is no 2D-DOC: any text may stand in a code. */
export const parseCode = (raw: string): ParsedCode | null => {
  if (raw.length > longestText) return null
  const text = withSeparators(raw)
  const found = header.exec(text)
  if (!found) return null
  const [, digit = '', issuerId = '', certificateId = '', issued = '', signed = '', documentType = ''] = found
  const version = Number(digit)
  const [message = '', tail = ''] = text.split(unitSeparator)
  const perimeter = version < 3 ? '01' : message.slice(22, 24)
  // identifiers mean something else in another perimeter
  const data = perimeter === '01' ? readData(message.slice(sizeOfHeader(version))) : {}
  const signature = /^[A-Z2-7=]*/.exec(tail.trim())?.[0] ?? ''
  return {
    version,
    issuerId,
    certificateId,
    issuedOn: dayOf(issued),
    signedOn: dayOf(signed),
    documentType,
    perimeter,
    data,
    message,
    signature,
  }
}
