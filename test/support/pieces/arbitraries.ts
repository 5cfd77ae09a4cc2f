import fc from 'fast-check'
import { french, td1, td2, td3, type ZoneFacts } from './zones.ts'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const signs = [...letters, ...'0123456789']
const word = (from: string[], minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...from), { minLength, maxLength }).map((some) => some.join(''))
const sixDigits = (from: string, to: string) =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((date) =>
    date.toISOString().slice(2, 10).replaceAll('-', '')
  )

const common = {
  family: word(letters, 2, 10),
  given: fc.array(word(letters, 2, 6), { minLength: 1, maxLength: 2 }),
  birth: sixDigits('1930-01-01', '2008-01-01'),
  expiry: sixDigits('2024-01-01', '2036-01-01'),
  sex: fc.constantFrom('F', 'M', '<') as fc.Arbitrary<ZoneFacts['sex']>,
}
const country = fc.constantFrom('FRA', 'UTO', 'TUN', 'ESP', 'VNM')
const same = (code: string, number: fc.Arbitrary<string>) =>
  fc.record({ ...common, number, issuer: country }).map((facts) => ({ ...facts, code, nationality: facts.issuer }))

export type Encoded = { format: 'TD1' | 'TD2' | 'TD3' | 'FR2x36'; facts: ZoneFacts; lines: string[] }
const encoded = (
  format: Encoded['format'],
  facts: fc.Arbitrary<ZoneFacts>,
  encode: (facts: ZoneFacts) => string[],
): fc.Arbitrary<Encoded> => facts.map((some) => ({ format, facts: some, lines: encode(some) }))

const frenchNumber = fc.tuple(sixDigits('1988-01-01', '2021-01-01'), word([...'0123456789'], 8, 8)).map(([day, rest]) =>
  day.slice(0, 4) + rest
)

const frenchPassport = fc.tuple(word([...'0123456789'], 2, 2), word(letters, 2, 2), word([...'0123456789'], 5, 5)).map((parts) =>
  parts.join('')
)
/** France numbers its passports in one form alone. */
const passport = fc.tuple(same('P', word(signs, 9, 9)), frenchPassport).map((
  [facts, number],
) => (facts.issuer === 'FRA' ? { ...facts, number } : facts))

/** A valid zone of any of the four formats. */
export const anyZone: fc.Arbitrary<Encoded> = fc.oneof(
  encoded('TD1', same('I', word(signs, 9, 9)), td1),
  encoded('TD2', same('I', word(signs, 9, 9)), td2),
  encoded('TD3', passport, td3),
  encoded('FR2x36', same('ID', frenchNumber).map((facts) => ({ ...facts, issuer: 'FRA', nationality: 'FRA' })), french),
)
