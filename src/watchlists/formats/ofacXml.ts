import type { Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { Entry, Identifier, Kind, Noted, ReadList } from '../watchlist.ts'
import { readBirth, readDay } from './births.ts'
import { buildEntry, genderOf, joined, keep } from './buildEntry.ts'
import { countryAtEnd, countryOf } from './countries.ts'
import { kindOfOfacNumber } from './ofacRemarks.ts'
import { childrenOf, textIn, xmlRecords, type XmlElement } from './xmlRecords.ts'

// OFAC's list in XML (SDN.XML, CONSOLIDATED.XML): the same parties as its CSV, with numbers and aliases told apart.

const kindsOf: Record<string, Kind> = dictionary({ individual: 'person', vessel: 'vessel', aircraft: 'aircraft', entity: 'organisation' })

const listOf = (record: XmlElement, list: string, item: string): XmlElement[] =>
  childrenOf(record, list).flatMap((one) => childrenOf(one, item))

const nameOf = (element: XmlElement): string => joined([textIn(element, 'firstName'), textIn(element, 'lastName')])

/** Among the numbers stand things that are none: the gender, acts, links. */
const isNumber = (element: XmlElement): boolean =>
  !/gender|sanctions|executive order|directive|website|email|linked to|information|date|phone/i.test(textIn(element, 'idType'))

const identifierOf = (element: XmlElement): Identifier => {
  const type = textIn(element, 'idType')
  const number = textIn(element, 'idNumber')
  return {
    kind: /^IMO/i.test(number) ? 'imo' : kindOfOfacNumber(type),
    number: number.replace(/^IMO\s*/i, ''),
    country: countryOf(textIn(element, 'idCountry')),
  }
}

const placeOf = (element: XmlElement) => ({
  text: joined(['address1', 'address2', 'address3', 'city', 'stateOrProvince', 'postalCode'].map((name) => textIn(element, name)), ', '),
  country: countryOf(textIn(element, 'country')),
})

const vesselText = (record: XmlElement): string => {
  const [vessel] = childrenOf(record, 'vesselInfo')
  return vessel ? vessel.children.map(({ name, text }) => `${name}: ${text.trim()}`).join('; ') : ''
}

const entryOf = (record: XmlElement, noted: Noted[]): Entry | null => {
  const [ids, addresses] = [listOf(record, 'idList', 'id'), listOf(record, 'addressList', 'address').map(placeOf)]
  const flag = countryOf(textIn(childrenOf(record, 'vesselInfo')[0], 'vesselFlag'))
  const nationalities = [...listOf(record, 'nationalityList', 'nationality'), ...listOf(record, 'citizenshipList', 'citizenship')]
  return buildEntry({
    ref: textIn(record, 'uid'),
    kind: kindsOf[textIn(record, 'sdnType').toLowerCase()] ?? 'organisation',
    topics: ['sanction'],
    names: [
      { text: nameOf(record), quality: 'primary' },
      ...listOf(record, 'akaList', 'aka').map((aka) => ({
        text: nameOf(aka),
        quality: /weak/i.test(textIn(aka, 'category')) ? 'weak' as const : 'strong' as const,
      })),
    ],
    births: listOf(record, 'dateOfBirthList', 'dateOfBirthItem').map((one) => readBirth(textIn(one, 'dateOfBirth'))),
    birthPlaces: listOf(record, 'placeOfBirthList', 'placeOfBirthItem').map((one) => ({
      text: textIn(one, 'placeOfBirth'),
      country: countryAtEnd(textIn(one, 'placeOfBirth')),
    })),
    nationalities: nationalities.map((one) => countryOf(textIn(one, 'country')) ?? ''),
    countries: [...addresses.map(({ country }) => country ?? ''), flag ?? ''],
    gender: genderOf(ids.filter((one) => /gender/i.test(textIn(one, 'idType'))).map((one) => textIn(one, 'idNumber'))[0]),
    identifiers: ids.filter(isNumber).map(identifierOf),
    addresses,
    positions: [textIn(record, 'title')],
    programmes: listOf(record, 'programList', 'program').map(({ text }) => text),
    remarks: [vesselText(record), textIn(record, 'remarks')].filter((one) => one !== '').join('\n'),
  }, noted)
}

/** `02/27/2026`, as the United States write a day. */
const americanDay = (said: string): Day | null => readDay(said.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, '$2/$1/$3'))

export const readOfacXml = (xml: string): ReadList => {
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  let published = ''
  xmlRecords(xml, {
    records: ['sdnEntry'],
    onRecord: (record) => keep(entries, entryOf(record, noted)),
    onOther: ({ name, text }) => void (name === 'Publish_Date' && (published = text.trim())),
  })
  return { format: 'ofac_xml', publishedOn: americanDay(published), entries, noted }
}
