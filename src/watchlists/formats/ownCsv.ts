import { kinds, identifierKinds, refusedFile, type Entry, type Identifier, type Kind, type Noted, type ReadList,
  type Topic } from '../watchlist.ts'
import { readBirth, readDay } from './births.ts'
import { buildEntry, genderOf, keep } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { cellsOfLine, csvRows, hasColumns, namedBy, type Named } from './csvRows.ts'

/** The columns of our own format (docs/operators.md): `ref` and `name` must be there; several values of one cell are parted by `|`. */
export const ownColumns = [
  'ref',
  'name',
  'kind',
  'aliases',
  'weak_aliases',
  'birth',
  'birth_place',
  'nationalities',
  'countries',
  'gender',
  'identifiers',
  'positions',
  'reason',
  'listed_on',
  'expires_on',
  'remarks',
] as const

const several = (said: string): string[] => said.split('|').map((one) => one.trim()).filter((one) => one !== '')

/** `passport:A1234567:FR`; a number alone is of no kind. */
const identifierOf = (said: string): Identifier => {
  const [first = '', number, country] = said.split(':').map((one) => one.trim())
  const kind = identifierKinds.find((one) => one === first.toLowerCase())
  return number === undefined
    ? { kind: 'other', number: first, country: null }
    : { kind: kind ?? 'other', number, country: countryOf(country) }
}

const entryOf = (row: Named, topic: Topic, noted: Noted[]): Entry | null => {
  const said = row('kind').toLowerCase()
  return buildEntry({
    ref: row('ref'),
    kind: kinds.find((one): one is Kind => one === said) ?? 'person',
    topics: [topic],
    names: [
      { text: row('name'), quality: 'primary' },
      ...several(row('aliases')).map((text) => ({ text, quality: 'strong' as const })),
      ...several(row('weak_aliases')).map((text) => ({ text, quality: 'weak' as const })),
    ],
    births: several(row('birth')).map(readBirth),
    birthPlaces: several(row('birth_place')).map((text) => ({ text, country: null })),
    nationalities: several(row('nationalities')).map((one) => countryOf(one) ?? ''),
    countries: several(row('countries')).map((one) => countryOf(one) ?? ''),
    gender: genderOf(row('gender')),
    identifiers: several(row('identifiers')).map(identifierOf),
    positions: several(row('positions')),
    reasons: row('reason'),
    listedOn: readDay(row('listed_on')),
    expiresOn: readDay(row('expires_on')),
    remarks: row('remarks'),
  }, noted)
}

export const readOwnCsv = (text: string, topic: Topic): ReadList => {
  const first = text.slice(0, text.search(/\r?\n|$/))
  const delimiter = [';', '\t', ','].find((one) => first.includes(one)) ?? ';'
  const header = cellsOfLine(first, delimiter)
  if (!hasColumns(header, ['ref', 'name'])) throw refusedFile('unknown_format')
  const [named, entries, noted]: [ReturnType<typeof namedBy>, Entry[], Noted[]] = [namedBy(header), [], []]
  let isHeader = true
  csvRows(text, {
    delimiter,
    columns: header.length,
    onRow: ({ cells }) => {
      if (isHeader) isHeader = false
      else keep(entries, entryOf(named(cells), topic, noted))
    },
  })
  return { format: 'own_csv', publishedOn: null, entries, noted }
}
