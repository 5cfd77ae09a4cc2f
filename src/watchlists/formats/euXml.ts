import type { Entry, Noted, ReadList } from '../watchlist.ts'
import { readDay } from './births.ts'
import { keep } from './buildEntry.ts'
import { euEntry, type EuRecord, type Said } from './euRecord.ts'
import { childrenOf, xmlRecords, type XmlElement } from './xmlRecords.ts'

const said = ({ attributes }: XmlElement): Said => (name) => attributes[name]?.trim() ?? ''

const recordOf = (entity: XmlElement): EuRecord => {
  const all = (name: string): Said[] => childrenOf(entity, name).map(said)
  const own = said(entity)
  const [subject] = childrenOf(entity, 'subjectType').map(said)
  return {
    logicalId: own('logicalId'),
    euReference: own('euReferenceNumber'),
    unitedNationId: own('unitedNationId'),
    designationDate: own('designationDate'),
    designationDetails: own('designationDetails'),
    subjectType: subject?.('code') || subject?.('classificationCode') || '',
    remarks: childrenOf(entity, 'remark').map(({ text }) => text),
    names: all('nameAlias'),
    addresses: all('address'),
    births: all('birthdate'),
    identifications: all('identification'),
    citizenships: all('citizenship'),
    regulations: all('regulation'),
  }
}

/** `export` of http://eu.europa.ec/fpi/fsd/export, an entity after the other. */
export const readEuXml = (xml: string): ReadList => {
  const [entries, noted]: [Entry[], Noted[]] = [[], []]
  const root = xmlRecords(xml, { records: ['sanctionEntity'], onRecord: (entity) => keep(entries, euEntry(recordOf(entity), noted)) })
  return { format: 'eu_xml', publishedOn: readDay(root.attributes['generationDate']?.slice(0, 10)), entries, noted }
}
