import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, Mrz, MrzCheckName, PieceField, Place } from '#src/pieces/piece.ts'
import { birthDay, expiryDay } from './dates.ts'
import { cut, type Layout, type Span } from './layouts.ts'
import { namesOf } from './names.ts'
import { documentNumber } from './verify.ts'
import { boxOf, type ZoneRow } from './zoneRows.ts'

export type Zone = { layout: Layout; rows: ZoneRow[]; mrz: Mrz }
type SpanName = keyof Layout['spans']
type Found = { name: FieldName; value: string; normal: string | null; spans: SpanName[]; check?: MrzCheckName[] }

/** Germany alone keeps the one letter of its cars (ICAO 9303-3 §5); bodies like the United Nations stay as they are. */
const country = (code: string): string => (code === 'D' ? 'DEU' : code)
const bare = (text: string): string => text.replace(/<+/g, ' ').trim()

const ofZone = ({ layout, mrz }: Zone, asOf: Day): Found[] => {
  const at = (span?: Span): string => (span ? bare(cut(mrz.lines, span)) : '')
  const { spans } = layout
  const names = namesOf(mrz)
  const [birth, expiry, sex, issuer] = [at(spans.birth), at(spans.expiry), at(spans.sex), at(spans.issuer)]
  const nationality = spans.nationality ? at(spans.nationality) : ''
  const number = documentNumber(mrz.lines, layout)
  return [
    { name: 'family_name', value: names.family, normal: names.family, spans: ['names'] },
    { name: 'given_names', value: names.given, normal: names.given, spans: [spans.given ? 'given' : 'names'] },
    { name: 'sex', value: /^[FMX]$/.test(sex) ? sex : '', normal: sex, spans: ['sex'] },
    { name: 'nationality', value: nationality, normal: country(nationality), spans: ['nationality'] },
    { name: 'birth_date', value: birth, normal: birthDay(birth, asOf), spans: ['birth'], check: ['birth_date'] },
    { name: 'document_number', value: number, normal: number, spans: ['number'], check: ['document_number', 'issue'] },
    {
      name: 'personal_number',
      value: layout.format === 'TD3' ? at(spans.personal) : '',
      normal: at(spans.personal),
      spans: ['personal'],
      check: ['personal_number'],
    },
    { name: 'expires_on', value: expiry, normal: expiryDay(expiry, asOf), spans: ['expiry'], check: ['expires_on'] },
    { name: 'issuing_country', value: issuer, normal: country(issuer), spans: ['issuer'] },
  ]
}

const placesOf = ({ layout, rows }: Zone, spans: SpanName[]): Place[] =>
  spans.flatMap((name) => {
    const [line, from, to] = layout.spans[name] as Span
    const row = rows[line]
    const box = row ? boxOf(row, from, to) : null
    return row && box ? [{ page: row.page.page, box }] : []
  })

/** A value whose digit does not verify is shown as read and compared with nothing. */
const isProved = ({ mrz }: Zone, { check }: Found): boolean =>
  check === undefined || (!mrz.isAmbiguous && mrz.checks.some((one) => check.includes(one.name) && one.isRight))

const doubtful = 30
/** A digit that verifies says more than the reader's own doubt. */
const verified = 95

const confidenceOf = (found: Found, isSure: boolean, read: number[]): number | null => {
  if (!isSure) return Math.min(doubtful, ...read)
  if (read.length === 0) return null
  return found.check ? Math.max(verified, ...read) : Math.min(...read)
}

export const fieldsOf = (zone: Zone, asOf: Day): PieceField[] =>
  ofZone(zone, asOf).filter(({ value }) => value !== '').map((found) => {
    const rows = found.spans.map((name) => zone.rows[(zone.layout.spans[name] as Span)[0]])
    const read = rows.map((row) => row?.confidence).filter((one) => typeof one === 'number')
    const isSure = isProved(zone, found)
    return {
      name: found.name,
      nth: 0,
      value: found.value,
      normal: isSure ? found.normal : null,
      confidence: confidenceOf(found, isSure, read),
      places: placesOf(zone, found.spans),
      source: 'mrz',
    }
  })
