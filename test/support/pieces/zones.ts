import { checkDigit } from '#src/pieces/mrz/checkDigit.ts'

/** Zones as issuers print them, for tests: ICAO 9303 parts 4 to 6, and the French card of before 2021. */
export type ZoneFacts = {
  code: string
  issuer: string
  nationality: string
  family: string
  given: string[]
  number: string
  /** YYMMDD. */
  birth: string
  expiry: string
  sex: 'F' | 'M' | '<'
  personal?: string
}

const signed = (text: string): string => text + checkDigit(text)
const filled = (text: string, width: number): string => text.slice(0, width).padEnd(width, '<')
export const plain = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/Œ/g, 'OE').replace(/'/g, '').replace(/[^A-Z]+/g, '<')

const namesOf = ({ family, given }: ZoneFacts, width: number): string => filled(`${plain(family)}<<${given.map(plain).join('<')}`, width)
const head = ({ code, issuer }: ZoneFacts): string => filled(code, 2) + filled(issuer, 3)

/** A number of more than nine signs goes on in the optional data. */
const numberAndRest = ({ number }: ZoneFacts, rest: number): string =>
  number.length <= 9
    ? filled(signed(filled(number, 9)), 10 + rest)
    : filled(`${number.slice(0, 9)}<${number.slice(9)}${checkDigit(number)}`, 10 + rest)

export const td1 = (facts: ZoneFacts): string[] => {
  const first = head(facts) + numberAndRest(facts, 15)
  const second = signed(facts.birth) + facts.sex + signed(facts.expiry) + filled(facts.nationality, 3) + filled(facts.personal ?? '', 11)
  const composite = checkDigit(first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18))
  return [first, second + composite, namesOf(facts, 30)]
}

const secondLine = (facts: ZoneFacts, rest: string, number = signed(filled(facts.number, 9))): string => {
  const birth = signed(facts.birth)
  const expiry = signed(facts.expiry)
  return number + filled(facts.nationality, 3) + birth + facts.sex + expiry + rest + checkDigit(number + birth + expiry + rest)
}

export const td2 = (facts: ZoneFacts): string[] => {
  const whole = numberAndRest(facts, 7)
  return [head(facts) + namesOf(facts, 31), secondLine(facts, whole.slice(10), whole.slice(0, 10))]
}

export const td3 = (
  facts: ZoneFacts,
): string[] => [head(facts) + namesOf(facts, 39), secondLine(facts, signed(filled(facts.personal ?? '', 14)))]

export const french = (facts: ZoneFacts, office = '<<<<<<'): string[] => {
  const first = `IDFRA${filled(plain(facts.family), 25)}${office}`
  const second = signed(filled(facts.number, 12)) + filled(facts.given.map(plain).join('<<'), 14) + signed(facts.birth) + facts.sex
  return [first, second + checkDigit(first + second)]
}
