import { dictionary } from '#src/kernel/dictionary.ts'

/** What the documented test cards and accounts do (seed 003, "Test cards", "Test IBANs"; spec/api.md §16 where it contradicts itself). */
export type TestCard = {
  /** The bank's answer to an authorisation. */
  response?: string
  /** 3-D Secure: never, if asked, always, or not enrolled at all. */
  threeDs?: 'not_required' | 'optional' | 'required' | 'not_enrolled'
  /** Captured at once, without waiting for the day's capture. */
  isCapturedAtOnce?: boolean
  /** Disputed as soon as it is paid: the network's code. */
  dispute?: { network: 'visa' | 'mastercard' | 'national'; code: string }
}

const cards: Readonly<Record<string, TestCard>> = dictionary({
  '4242424242424242': { threeDs: 'not_required' },
  '4444333322221111': { threeDs: 'not_required' },
  '4111111111111111': { threeDs: 'not_required' },
  '4000000000003220': { threeDs: 'required' },
  '4000000000003055': { threeDs: 'not_enrolled' },
  '4000000000000002': { response: '05' },
  '4000000000009995': { response: '51' },
  '4000000000009987': { response: '41' },
  // the table says 42, the list of codes has 43 for stolen: the card's own row wins
  '4000000000009979': { response: '42' },
  '4000000000000077': { isCapturedAtOnce: true },
  '4000000000000259': { dispute: { network: 'national', code: '45' } },
  // "Duplicated" and "Fraud" have no code in the table: those of the same meaning in the list of dispute codes
  '4000000000001976': { dispute: { network: 'visa', code: '1261' } },
  '4000000000005423': { dispute: { network: 'visa', code: '1040' } },
})

export const testCard = (pan: string): TestCard => ({ threeDs: 'optional', ...cards[pan] })

export type TestAccount = { response?: string; isCapturedAtOnce?: boolean; dispute?: { network: 'sepa'; code: string } }

const accounts: Readonly<Record<string, TestAccount>> = dictionary({
  FR2990665286926539507769811: { response: 'AC01' },
  FR8191676442817818484578833: { response: 'AC04' },
  FR3083648641551044006702169: { response: 'AC06' },
  FR4200838098473368525032012: { response: 'AG01' },
  FR7099253427049384102178149: { response: 'AM04' },
  FR7240745948453163519978561: { response: 'MD01' },
  FR5533686478441573584650545: { response: 'MD06' },
  FR2488294045573706143240475: { response: 'MS02' },
  FR9430003000409249176322Z50: { isCapturedAtOnce: true },
  BE08510007547063: { dispute: { network: 'sepa', code: 'AM04' } },
  ES5000120345030000067892: { dispute: { network: 'sepa', code: 'AC04' } },
  FR5720041010050500013M02608: { dispute: { network: 'sepa', code: 'MS02' } },
  NL82RABO0300065266: { dispute: { network: 'sepa', code: 'MD06' } },
})

export const testAccount = (iban: string): TestAccount => accounts[iban] ?? {}
