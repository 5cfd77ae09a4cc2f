import { dictionary } from '#src/kernel/dictionary.ts'
import type { Entry, Noted, ReadList } from '../watchlist.ts'
import { readDay } from './births.ts'
import { keep } from './buildEntry.ts'
import { cellsOfLine, csvRows, namedBy, type Named } from './csvRows.ts'
import { euEntry, type EuRecord, type Said } from './euRecord.ts'

/** The XML's names for the columns of each group, where they are not simply `<Group>_<Name>`. */
const columns: Record<string, Record<string, string>> = dictionary<Record<string, string>>({
  NameAlias: {},
  Citizenship: {},
  Address: {},
  Entity_Regulation: {},
  BirthDate: { birthdate: 'BirthDate', dayOfMonth: 'Day', monthOfYear: 'Month' },
  Identification: { identificationTypeCode: 'TypeCode', identificationTypeDescription: 'TypeDescription' },
})

const saidIn = (row: Named, group: string): Said => (name) => row(`${group}_${columns[group]?.[name] ?? name}`)

type Group = { record: EuRecord; seen: Set<string> }

const groups = [
  ['names', 'NameAlias', ['wholeName', 'firstName', 'lastName']],
  ['addresses', 'Address', ['city', 'street', 'countryIso2Code', 'place', 'poBox', 'region']],
  ['births', 'BirthDate', ['birthdate', 'year', 'yearRangeFrom', 'city', 'place']],
  ['identifications', 'Identification', ['number', 'latinNumber']],
  ['citizenships', 'Citizenship', ['countryIso2Code', 'countryDescription']],
  ['regulations', 'Entity_Regulation', ['numberTitle', 'programme']],
] as const

const newRecord = (row: Named): EuRecord => ({
  logicalId: row('Entity_LogicalId'),
  euReference: row('Entity_EU_ReferenceNumber'),
  unitedNationId: row('Entity_UnitedNationId') || row('UnitedNationId'),
  designationDate: row('Entity_DesignationDate'),
  designationDetails: row('Entity_DesignationDetails'),
  // the two columns have changed places over the years: the one that says « person » or « P » is the one
  subjectType: [row('Entity_SubjectType'), row('Entity_SubjectType_ClassificationCode')].find((one) => /^p(erson)?$/i.test(one)) ??
    'enterprise',
  remarks: [row('Entity_Remark')],
  names: [],
  addresses: [],
  births: [],
  identifications: [],
  citizenships: [],
  regulations: [],
})

/** What was said on an earlier line says nothing new. */
const take = ({ record, seen }: Group, row: Named): void => {
  for (const [list, group, telling] of groups) {
    const said = saidIn(row, group)
    const key = `${list}|${telling.map(said).join('|')}`
    if (!telling.some((name) => said(name) !== '') || seen.has(key)) continue
    seen.add(key)
    record[list].push(said)
  }
}

/**
 * One line for each alias, address, birth date, number and citizenship of an entity: put together by its logical id. Columns are found by
 * name, as their spelling has varied.
 */
export const readEuCsv = (text: string): ReadList => {
  const header = cellsOfLine(text.slice(0, text.search(/\r?\n|$/)), ';')
  const named = namedBy(header)
  const found = new Map<string, Group>()
  let [isHeader, generated] = [true, '']
  csvRows(text, {
    delimiter: ';',
    columns: header.length,
    onRow: ({ cells }) => {
      if (isHeader) return void (isHeader = false)
      const row = named(cells)
      generated ||= row('fileGenerationDate')
      const id = row('Entity_LogicalId') || row('Entity_EU_ReferenceNumber')
      if (id === '') return
      const group = found.get(id) ?? { record: newRecord(row), seen: new Set<string>() }
      found.set(id, group)
      take(group, row)
    },
  })
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  for (const { record } of found.values()) keep(entries, euEntry(record, noted))
  return { format: 'eu_csv', publishedOn: readDay(generated.slice(0, 10)), entries, noted }
}
