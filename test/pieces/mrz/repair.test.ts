import { describe, expect, test } from 'vitest'
import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import { pageOf } from '#test/support/pieces/pages.ts'
import { td1, td3, type ZoneFacts } from '#test/support/pieces/zones.ts'

const anna: ZoneFacts = {
  code: 'P',
  issuer: 'UTO',
  nationality: 'UTO',
  family: 'ERIKSSON',
  given: ['ANNA'],
  number: 'LO98902C3',
  birth: '740812',
  expiry: '320415',
  sex: 'F',
}
const outcome = (rows: string[]) => {
  const found = readMrz([pageOf(rows)], '2026-11-22')
  return found && {
    number: found.fields.find(({ name }) => name === 'document_number')?.normal ?? null,
    isAmbiguous: found.mrz.isAmbiguous,
    isRight: found.mrz.checks.find(({ name }) => name === 'document_number')?.isRight,
  }
}
const misread = (facts: ZoneFacts, number: string): string[] => td3(facts).map((line) => line.replace(facts.number, number))

describe('a number whose digit does not verify', () => {
  test('is corrected where the answer is printed on the piece', () =>
    expect(outcome(['Passport No', 'LO98902C3', ...misread(anna, 'L098902C3')])).toEqual({
      number: 'LO98902C3',
      isAmbiguous: false,
      isRight: true,
    }))
  test('is left as it is where nothing else proves one of the answers', () =>
    expect(outcome(misread(anna, 'L098902C3'))).toEqual({ number: null, isAmbiguous: true, isRight: false }))
  test('is corrected where one answer has the form of every French passport', () => {
    const yann = { ...anna, issuer: 'FRA', nationality: 'FRA', number: '16AB38905' }
    expect(outcome(misread(yann, '16A838905'))).toEqual({ number: '16AB38905', isAmbiguous: false, isRight: true })
  })
  test('is wrong, not ambiguous, where it has that form already: a digit was altered', () => {
    const yann = { ...anna, issuer: 'FRA', nationality: 'FRA', number: '16AB38905' }
    expect(outcome(misread(yann, '16AB38908'))).toEqual({ number: null, isAmbiguous: false, isRight: false })
    expect(outcome(['16AB38905', ...misread(yann, '16AB38908')])).toEqual({ number: null, isAmbiguous: false, isRight: false })
  })
  test('a digit for a digit is never taken back, not even to what is printed', () =>
    expect(outcome(['LO98902C3', ...misread(anna, 'LO98907C3')])?.isRight).toBe(false))
})

describe('swaps that cancel out', () => {
  // 5 for S and S for 5 where the weights are alike: the digit cannot see it
  const facts = { ...anna, number: 'LS9K5TWXY' }
  test('verify as read; where the other number is printed, nobody knows', () => {
    expect(outcome(misread(facts, 'L59KSTWXY'))).toEqual({ number: 'L59KSTWXY', isAmbiguous: false, isRight: true })
    expect(outcome(['LS9K5TWXY', ...misread(facts, 'L59KSTWXY')])).toEqual({ number: null, isAmbiguous: true, isRight: true })
  })
})

test('a long number is corrected as a whole', () => {
  const facts = { ...anna, code: 'I', number: 'D231458907AO' }
  const lines = td1(facts).map((line) => line.replace('7AO', '7A0'))
  expect(outcome(['D231458907AO', ...lines])).toMatchObject({ isAmbiguous: expect.any(Boolean) })
})
