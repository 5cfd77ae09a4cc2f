import { refusedFile, type Entry, type Noted, type ReadList } from '../watchlist.ts'
import { readBirth } from './births.ts'
import { buildEntry, genderOf, joined, keep, type Draft } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { cellsOfLine, csvRows, hasColumns, namedBy } from './csvRows.ts'

// French officials, from open data: who declares to the HATVP, and the deputies. Not everybody who declares is politically exposed (R561-18
// I): by mandate.

/** Mandates of the list of R561-18 I; a deputy mayor or a councillor of a region is none. */
const exposed = new Set(['depute', 'senateur', 'europe', 'gouvernement', 'president'])

const isExposed = (mandate: string): boolean => exposed.has(mandate.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())

const readerOf = (text: string, delimiter: string, wanted: readonly string[]) => {
  const header = cellsOfLine(text.slice(0, text.search(/\r?\n|$/)), delimiter)
  if (!hasColumns(header, wanted)) throw refusedFile('unknown_format')
  return { columns: header.length, named: namedBy(header) }
}

/** One line a declaration: a person has several, and is one by `classement`. */
export const readHatvpCsv = (text: string): ReadList => {
  const { columns, named } = readerOf(text, ';', ['classement', 'type_mandat', 'nom', 'prenom'])
  const people = new Map<string, Draft>()
  let isHeader = true
  csvRows(text, {
    delimiter: ';',
    columns,
    onRow: ({ cells }) => {
      const row = named(cells)
      if (isHeader) return void (isHeader = false)
      if (!isExposed(row('type_mandat'))) return
      const draft = people.get(row('classement')) ??
        {
          ref: row('classement'),
          kind: 'person',
          topics: ['pep'],
          names: [{ text: joined([row('prenom'), row('nom')]), quality: 'primary' }],
          gender: genderOf(row('civilite')),
          nationalities: [],
          countries: ['FR'],
          positions: [],
          programmes: [],
        }
      draft.positions!.push(row('qualite'))
      draft.programmes!.push(row('type_mandat'))
      people.set(draft.ref, draft)
    },
  })
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  for (const draft of people.values()) keep(entries, buildEntry(draft, noted))
  return { format: 'hatvp_csv', publishedOn: null, entries, noted }
}

export const readDeputiesCsv = (text: string): ReadList => {
  const { columns, named } = readerOf(text, ',', ['id', 'nom', 'prenom', 'dateNais'])
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  let isHeader = true
  csvRows(text, {
    delimiter: ',',
    columns,
    onRow: ({ cells }) => {
      const row = named(cells)
      if (isHeader) return void (isHeader = false)
      keep(
        entries,
        buildEntry({
          ref: row('id'),
          kind: 'person',
          topics: ['pep'],
          names: [{ text: joined([row('prenom'), row('nom')]), quality: 'primary' }],
          gender: genderOf(row('civ')),
          births: row('dateNais') ? [readBirth(row('dateNais'))] : [],
          birthPlaces: [{ text: row('villeNais'), country: countryOf(row('paysNais')) }],
          nationalities: ['FR'],
          countries: ['FR'],
          positions: ['Député'],
        }, noted),
      )
    },
  })
  return { format: 'deputies_csv', publishedOn: null, entries, noted }
}
