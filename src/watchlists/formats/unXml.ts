import type { Birth, Entry, Identifier, NameQuality, Noted, ReadList } from '../watchlist.ts'
import { birthBetween, birthOf, readBirth, readDay } from './births.ts'
import { buildEntry, genderOf, joined, keep } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { childrenOf, textIn, textsIn, xmlRecords, type XmlElement } from './xmlRecords.ts'

// The consolidated list of the Security Council, in XML.

/** FIRST_NAME to FOURTH_NAME: the order of the parts of a name, not first and last. */
const wholeName = (record: XmlElement): string =>
  joined(['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'].map((name) => textIn(record, name)))

const qualityOf = (said: string): NameQuality => (/^low$/i.test(said) ? 'weak' : 'strong')

const aliasesOf = (record: XmlElement) =>
  [...childrenOf(record, 'INDIVIDUAL_ALIAS'), ...childrenOf(record, 'ENTITY_ALIAS')]
    .map((alias) => ({
      text: textIn(alias, 'ALIAS_NAME'),
      quality: qualityOf(textIn(alias, 'QUALITY')),
    }))
    .filter(({ text }) => text !== '')

const birthOfElement = (element: XmlElement): Birth | null => {
  const [type, date, year, from, to] = ['TYPE_OF_DATE', 'DATE', 'YEAR', 'FROM_YEAR', 'TO_YEAR'].map((name) => textIn(element, name)) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const said = from && to
    ? birthBetween(birthOf({ year: Number(from) }), birthOf({ year: Number(to) }))
    : readBirth(date || year || textIn(element, 'NOTE'))
  return said && { ...said, isCirca: said.isCirca || /^approx/i.test(type) }
}

/** An element without anything in it is normal, and says nothing. */
const says = (element: XmlElement): boolean =>
  element.children.some(({ name, text }) => text.trim() !== '' && name !== 'TYPE_OF_DATE' && name !== 'NOTE')

const placeOf = (element: XmlElement) => ({
  text: joined(['STREET', 'CITY', 'STATE_PROVINCE', 'ZIP_CODE'].map((name) => textIn(element, name)), ', '),
  country: countryOf(textIn(element, 'COUNTRY')),
})

const identifierOf = (element: XmlElement): Identifier => {
  const type = textIn(element, 'TYPE_OF_DOCUMENT')
  return {
    kind: /pass?e?port|pasaporte/i.test(type) ? 'passport' : /national|identi/i.test(type) ? 'national_id' : 'other',
    number: textIn(element, 'NUMBER'),
    country: countryOf(textIn(element, 'ISSUING_COUNTRY') || textIn(element, 'COUNTRY_OF_ISSUE')),
  }
}

const entryOf = (record: XmlElement, noted: Noted[]): Entry | null => {
  const addresses = [...childrenOf(record, 'INDIVIDUAL_ADDRESS'), ...childrenOf(record, 'ENTITY_ADDRESS')].map(placeOf)
  return buildEntry({
    ref: textIn(record, 'REFERENCE_NUMBER') || textIn(record, 'DATAID'),
    kind: record.name === 'INDIVIDUAL' ? 'person' : 'organisation',
    topics: ['freeze'],
    names: [
      { text: wholeName(record), quality: 'primary' },
      { text: textIn(record, 'NAME_ORIGINAL_SCRIPT'), quality: 'strong' },
      ...aliasesOf(record),
    ],
    births: childrenOf(record, 'INDIVIDUAL_DATE_OF_BIRTH').filter(says).map(birthOfElement),
    birthPlaces: childrenOf(record, 'INDIVIDUAL_PLACE_OF_BIRTH').map(placeOf),
    nationalities: textsIn(record, 'NATIONALITY', 'VALUE').map((one) => countryOf(one) ?? ''),
    countries: addresses.map(({ country }) => country ?? ''),
    gender: genderOf(textIn(record, 'GENDER')),
    identifiers: childrenOf(record, 'INDIVIDUAL_DOCUMENT').map(identifierOf),
    addresses,
    positions: [...textsIn(record, 'TITLE', 'VALUE'), ...textsIn(record, 'DESIGNATION', 'VALUE')],
    programmes: [textIn(record, 'UN_LIST_TYPE')],
    listedOn: readDay(textIn(record, 'LISTED_ON')),
    joins: [],
    remarks: textIn(record, 'COMMENTS1'),
  }, noted)
}

export const readUnXml = (xml: string): ReadList => {
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  const root = xmlRecords(xml, { records: ['INDIVIDUAL', 'ENTITY'], onRecord: (record) => keep(entries, entryOf(record, noted)) })
  return { format: 'un_xml', publishedOn: readDay(root.attributes['dateGenerated']?.slice(0, 10)), entries, noted }
}
