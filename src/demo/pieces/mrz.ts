import type { Day } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import type { PersonFacts } from './facts.ts'
import { zoneCountry } from './french.ts'

/** Machine-readable zones of ICAO 9303: TD1 (card, 3 × 30), TD3 (passport, 2 × 44), and the French card of before 2021 (2 × 36). */
const valueOf = (sign: string): number => (sign === '<' ? 0 : parseInt(sign, 36))

/** Weights 7, 3, 1, modulo ten. */
export const checkDigit = (text: string): string =>
  String([...text].reduce((sum, sign, at) => sum + valueOf(sign) * ([7, 3, 1][at % 3] as number), 0) % 10)

const signed = (text: string): string => text + checkDigit(text)
const filled = (text: string, length: number): string => text.slice(0, length).padEnd(length, '<')
const sixDigits = (day: Day): string => day.slice(2).replaceAll('-', '')
const letters = (name: string): string => normaliseName(name).toUpperCase().replace(/[^A-Z]+/g, '<').replace(/^<|<$/g, '')

const names = ({ familyName, givenNames }: PersonFacts): string => `${letters(familyName)}<<${letters(givenNames)}`

export const cardZone = (person: PersonFacts, number: string, expiresOn: Day): string[] => {
  const first = filled(`IDFRA${signed(filled(number, 9))}`, 30)
  const dates = signed(sixDigits(person.birthDate)) + person.sex + signed(sixDigits(expiresOn))
  const second = filled(`${dates}${filled(zoneCountry(person.nationality), 3)}`, 29)
  const composite = checkDigit(first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29))
  return [first, second + composite, filled(names(person), 30)]
}

export const passportZone = (person: PersonFacts, number: string, expiresOn: Day): string[] => {
  const country = filled(zoneCountry(person.nationality), 3)
  const [id, birth, expiry] = [signed(filled(number, 9)), signed(sixDigits(person.birthDate)), signed(sixDigits(expiresOn))]
  const personal = signed(filled('', 14))
  const second = id + country + birth + person.sex + expiry + personal
  return [filled(`P<${country}${names(person)}`, 44), second + checkDigit(id + birth + expiry + personal)]
}

/** No expiry in it: the old card prints that on the back. The number holds year and month of issue. */
export const oldCardZone = (person: PersonFacts, number: string): string[] => {
  const first = filled(`IDFRA${filled(letters(person.familyName), 25)}${number.slice(4, 7)}`, 36)
  const given = filled(letters(person.givenNames).replaceAll('<', '<<'), 14)
  const second = signed(filled(number, 12)) + given + signed(sixDigits(person.birthDate)) + person.sex
  return [first, second + checkDigit(first + second)]
}
