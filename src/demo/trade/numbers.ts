import { testCards } from '#src/cards/bins.ts'
import { type Dice, oneOf } from '../pieces/seed.ts'

// Only the documented test numbers: a number that is drawn could be somebody's card.

/** A card of the French network most often, as in any shop here; then those of neighbours and travellers. */
const french = '4000002500000003'
const neighbours = Object
  .entries(testCards)
  .filter(([, { country }]) => ['BE', 'DE', 'IT', 'ES', 'CH', 'LU', 'NL', 'GB', 'US', 'PT'].includes(country ?? ''))
  .map(([number]) => number)
/**
 * Its issuer answers nothing but A1 where the payer was not authenticated; another has no page to authenticate on; a third is contested at
 * once.
 */
const special = new Set(['4000000000003220', '4000000000003055'])
const usual = neighbours.filter((number) => !special.has(number))
const debit = '5200828282828210'

export const usualCard = (roll: Dice): string => {
  const drawn = roll()
  if (drawn < 0.36) return french
  return drawn < 0.48 ? debit : oneOf(roll, usual)
}

/** Its bank wants the payer to authenticate. */
export const strictCard = '4000000000003220'

/** Too little money most of the time; then "do not honour", lost and stolen. */
export const refusedCard = (roll: Dice): string =>
  oneOf(roll, [
    '4000000000009995',
    '4000000000009995',
    '4000000000009995',
    '4000000000000002',
    '4000000000000002',
    '4000000000009987',
    '4000000000009979',
  ])

/** Accounts that no bank debits: too little money, closed, wrong. */
export const refusedAccount = (roll: Dice): string =>
  oneOf(roll, ['FR7099253427049384102178149', 'FR7099253427049384102178149', 'FR8191676442817818484578833', 'FR2990665286926539507769811'])

/** Where a transfer is refused, or taken and given back. */
export const closedAccount = 'FR8191676442817818484578833'
export const blockedAccount = 'FR3083648641551044006702169'
