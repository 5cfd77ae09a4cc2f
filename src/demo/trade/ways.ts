import { dictionary } from '#src/kernel/dictionary.ts'
import { type Dice } from '../pieces/seed.ts'

/**
 * How a payment goes: by the merchant's server (`card`, `saved`: with a card he keeps), on our page, with strong authentication, which ends
 * badly (`lost`); refused by the bank; held and captured later, or never (`left`); by direct debit; a link that nobody opened (`unpaid`);
 * called off before it left (`canceled`).
 */
export type Way = 'card' | 'saved' | 'page' | 'strong' | 'lost' | 'refused' | 'held' | 'left' | 'debit' | 'unpaid' | 'canceled'
type Mix = Record<Way, number>

const usual: Mix = { card: 41, saved: 6, page: 17, strong: 13, lost: 3, refused: 7, held: 4, left: 1, debit: 3, unpaid: 3, canceled: 2 }
/** Rooms and journeys are held when they are booked, and captured when the guest comes. */
const booked: Mix = { ...usual, card: 21, held: 26, left: 3 }
/** Rents, subscriptions and memberships. */
const regular: Mix = { ...usual, card: 18, saved: 14, debit: 30, held: 0, left: 0 }
const mixes: Record<string, Mix> = dictionary({
  7011: booked,
  4722: booked,
  6513: regular,
  7997: regular,
  7372: regular,
  8641: regular,
  7911: regular,
  8299: regular,
})

export const wayOf = (mcc: string, roll: Dice): Way => {
  const mix = Object.entries(mixes[mcc] ?? usual) as [Way, number][]
  let left = roll() * mix.reduce((sum, [, weight]) => sum + weight, 0)
  return mix.find(([, weight]) => (left -= weight) < 0)?.[0] ?? 'card'
}
