import type { Day } from '#src/kernel/calendar.ts'
import { inventedIban } from '../cast/numbers.ts'
import { invented, slug } from '../cast/people.ts'
import { between, type Dice, oneOf } from '../pieces/seed.ts'
import { usualCard } from './numbers.ts'

/** Somebody who buys, and who does not exist. */
export type Customer = {
  name: string
  email: string
  /** Of the blocks kept for examples (RFC 5737). */
  ip: string
  card: { number: string; exp_month: number; exp_year: number; cvc: string; name: string }
  iban: string
}

const boxes = ['courriel.example', 'boite.example', 'postier.example']
const blocks = ['192.0.2', '198.51.100', '203.0.113']

const customer = (roll: Dice, today: Day): Customer => {
  const { givenNames, familyName } = invented(roll, today)
  const [given] = givenNames.split(' ')
  const name = `${given} ${familyName}`
  const year = Number(today.slice(0, 4))
  return {
    name,
    email: `${slug(name)}${between(roll, 1, 95)}@${oneOf(roll, boxes)}`,
    ip: `${oneOf(roll, blocks)}.${between(roll, 1, 254)}`,
    card: {
      number: usualCard(roll),
      exp_month: between(roll, 1, 12),
      exp_year: between(roll, year + 1, year + 5),
      cvc: String(between(roll, 100, 999)),
      name,
    },
    iban: inventedIban('FR', roll),
  }
}

/** Half of those who buy have bought before. */
export const customersOf = (roll: Dice, sales: number, today: Day): Customer[] =>
  Array.from({ length: Math.max(4, Math.ceil(sales * 0.5)) }, () => customer(roll, today))
