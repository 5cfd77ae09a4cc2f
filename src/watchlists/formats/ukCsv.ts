import { dictionary } from '#src/kernel/dictionary.ts'
import { refusedFile, type Birth, type Entry, type Identifier, type NameQuality, type Noted, type ReadList } from '../watchlist.ts'
import { readBirth, readDay, withoutNewYear } from './births.ts'
import { buildEntry, genderOf, joined, keep, type Draft } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { cellsOfLine, csvRows, namedBy, type Named } from './csvRows.ts'

// The UK Sanctions List of 2026, one file: a line that says of which day it is, then a header, then one line for each name of each party.

const kindsOf: Record<string, Entry['kind']> = dictionary({ individual: 'person', entity: 'organisation', ship: 'vessel' })

/** « (1) Russia. (2) Ukraine », « Russia|Ukraine », « Russia ». */
const several = (said: string): string[] =>
  said.split(/\||\s*\(\d+\)\s*/).map((one) => one.replace(/[.;]\s*$/, '').trim()).filter((one) => one !== '')

const qualityOf = (row: Named): NameQuality => {
  if (/low/i.test(row('Alias strength'))) return 'weak'
  return /^primary name$/i.test(row('Name type')) ? 'primary' : 'strong'
}

const numbered = (kind: Identifier['kind'], said: string): Identifier[] => several(said).map((number) => ({ kind, number, country: null }))

const namesOf = (row: Named): Draft['names'] => {
  const text = joined(['Name 1', 'Name 2', 'Name 3', 'Name 4', 'Name 5', 'Name 6'].map(row))
  const quality = qualityOf(row)
  return [{ text, quality }, { text: row('Name non-latin script'), quality: quality === 'primary' ? 'strong' : quality }]
}

const birthsOf = (row: Named): (Birth | null)[] =>
  several(row('D.O.B')).map((said) => {
    const birth = readBirth(said)
    return birth && withoutNewYear(birth)
  })

const draftOf = (row: Named): Draft => ({
  ref: row('Unique ID'),
  kind: kindsOf[row('Designation Type').toLowerCase()] ?? 'organisation',
  topics: ['sanction'],
  names: namesOf(row),
  births: birthsOf(row),
  birthPlaces: [{ text: row('Town of birth'), country: countryOf(row('Country of birth')) }],
  nationalities: several(row('Nationality(/ies)')).map((one) => countryOf(one) ?? ''),
  countries: [countryOf(row('Address Country')) ?? '', countryOf(row('Current believed flag of ship')) ?? ''],
  gender: genderOf(row('Gender')),
  identifiers: [
    ...numbered('passport', row('Passport number')),
    ...numbered('national_id', row('National Identifier number')),
    ...numbered('registration', row('Business registration number (s)')),
    ...numbered('imo', row('IMO number')),
  ],
  addresses: [{
    text: joined([1, 2, 3, 4, 5, 6].map((n) => row(`Address Line ${n}`)).concat(row('Address Postal Code')), ', '),
    country: countryOf(row('Address Country')),
  }],
  positions: [row('Title'), row('Position')],
  programmes: [row('Regime Name')],
  measures: row('Sanctions Imposed').split('|'),
  reasons: row('UK Statement of Reasons'),
  listedOn: readDay(row('Date Designated')),
  joins: row('UN Reference Number') ? [{ list: 'un', ref: row('UN Reference Number') }] : [],
  remarks: [row('Other Information'), row('National Identifier additional information'), row('Passport additional information')]
    .filter((one) => one !== '')
    .join('\n'),
})

const many = [
  'names',
  'births',
  'birthPlaces',
  'nationalities',
  'countries',
  'identifiers',
  'addresses',
  'positions',
  'programmes',
  'measures',
  'joins',
] as const

/** A further line of the same party adds what it says. */
const add = (draft: Draft, more: Draft): void => {
  for (const list of many) (draft[list] as unknown[]).push(...(more[list] as unknown[]))
  draft.gender ??= more.gender
  draft.reasons ||= more.reasons
  if (more.remarks && !draft.remarks?.includes(more.remarks)) draft.remarks = [draft.remarks, more.remarks].filter(Boolean).join('\n')
}

export const readUkCsv = (text: string): ReadList => {
  const [first = '', second = ''] = text.split(/\r?\n/, 2)
  const reported = readDay(/\d{1,2}-[A-Za-z]{3}-\d{4}|\d{2}\/\d{2}\/\d{4}/.exec(first)?.[0].replace(/-/g, ' '))
  const header = cellsOfLine(second, ',')
  const named = namedBy(header)
  if (named(header)('Unique ID') === '') throw refusedFile('unknown_format')
  const [drafts, noted]: [Map<string, Draft>, Noted[]] = [new Map(), []]
  let skipped = 0
  csvRows(text, {
    delimiter: ',',
    columns: header.length,
    onRow: ({ cells, line }) => {
      if (skipped++ < 2) return
      const draft = draftOf(named(cells))
      if (draft.ref === '') return void noted.push({ ref: `#${line}`, remark: 'no_ref' })
      const before = drafts.get(draft.ref)
      if (before) add(before, draft)
      else drafts.set(draft.ref, draft)
    },
  })
  const entries: Entry[] = []
  for (const draft of drafts.values()) keep(entries, buildEntry(draft, noted))
  return { format: 'uk_csv', publishedOn: reported, entries, noted }
}
