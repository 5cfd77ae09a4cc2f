import { type Address, parseAddress } from './address.ts'
import { closenessOf } from './closeness.ts'
import { fail, fromCloseness, type Judged, pass, unknown, worst } from './judged.ts'

const isSure = (confidence: number | null): boolean => confidence === null || confidence >= 90

const signsApart = (a: string, b: string): number => [...a].filter((sign, i) => sign !== b[i]).length

/** The postcode decides: another one is another place, unless one digit of it may be a misreading. */
const comparePostcode = (declared: Address, read: Address, confidence: number | null): Judged => {
  if (declared.postcode === read.postcode) return pass('address_same')
  const isMisread = !isSure(confidence) && (signsApart(declared.postcode, read.postcode) === 1 || (confidence ?? 100) < 60)
  return isMisread ? unknown('postcode_near') : fail('postcode_differs')
}

const compareNumber = (declared: Address, read: Address, confidence: number | null): Judged => {
  if (declared.number !== read.number) {
    if (declared.number === '' || read.number === '') return unknown('street_number_missing')
    return isSure(confidence) ? fail('street_number_differs') : unknown('street_number_near')
  }
  if (declared.repeater === read.repeater) return pass('address_same')
  return declared.repeater !== '' && read.repeater !== '' && isSure(confidence)
    ? fail('street_number_differs')
    : unknown('street_number_near')
}

const compareStreet = (declared: Address, read: Address, confidence: number | null): Judged => {
  if (declared.street === '' && read.street === '' && declared.number === '') return unknown('street_missing')
  const isOtherWay = declared.way !== read.way && declared.way !== '' && read.way !== ''
  const whys = { same: 'address_same', part: 'street_partly', near: 'street_near', other: 'street_differs' }
  const judged = fromCloseness(closenessOf(declared.street, read.street, confidence), whys)
  return judged.verdict === 'pass' && isOtherWay ? unknown('street_near') : judged
}

/** One postcode serves many villages; their names are written in many ways, and a misread one is told by the street. */
const compareCity = (declared: Address, read: Address, confidence: number | null): Judged => {
  if (declared.city === '' || read.city === '') return unknown('city_missing')
  const closeness = closenessOf(declared.city, read.city, confidence)
  return closeness === 'same' ? pass('address_same') : unknown('city_differs')
}

/** Two addresses, by their parts: postcode, number, street, town. What stands inside the building is left aside. */
export const compareAddress = (declared: string, read: string, confidence: number | null): Judged => {
  const ours = parseAddress(declared)
  const theirs = parseAddress(read)
  if (!ours) return unknown('address_undeclared')
  if (!theirs) return unknown('address_unread')
  return worst([comparePostcode, compareNumber, compareStreet, compareCity].map((compare) => compare(ours, theirs, confidence)))
}
