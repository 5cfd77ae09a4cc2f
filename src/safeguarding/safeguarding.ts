/**
 * What we owe to clients and must keep apart, in cents, at one moment (rules.md SG-02): what they could be paid, what is kept of theirs
 * under whatever title, what is on its way to them, and refunds and clawbacks that the schemes have not taken yet. What was not received
 * (2010), and what was paid out for open disputes (2040), is no part of it.
 */
export type Owed = Record<
  'availableCents' | 'reserveCents' | 'amlHoldCents' | 'frozenCents' | 'inTransitCents' | 'returnedCents' | 'schemePayableCents',
  number
>
/** `bankCents`: on the safeguarded account (1010); `ownFeesCents`: our own money on it, that was not swept yet (SG-03); below zero where
 * more was swept than was ours. */
export type Position = Owed & { bankCents: number; ownFeesCents: number }

export const nothing: Position = {
  availableCents: 0,
  reserveCents: 0,
  amlHoldCents: 0,
  frozenCents: 0,
  inTransitCents: 0,
  returnedCents: 0,
  schemePayableCents: 0,
  bankCents: 0,
  ownFeesCents: 0,
}

/** A sum of postings: + debit, − credit. `kind`: of the entry; of a reversal, the kind that it undoes. */
export type Movement = { kind: string; account: number; cents: number }

const owedAccounts: Record<keyof Owed, number> = {
  availableCents: 2020,
  reserveCents: 2030,
  amlHoldCents: 2035,
  frozenCents: 2036,
  inTransitCents: 2050,
  returnedCents: 2060,
  schemePayableCents: 2110,
}

/**
 * What these movements add to our own money on the account. A fee is ours there once its payment is settled: what the scheme paid less what
 * the merchant was given. Then fees taken from what he had, less fees given back, costs of the schemes, and what was swept. What two people
 * book as ours to bear (a debit, a gesture, a debt given up: src/corrections) is borne by that money of ours, so that it is not swept and
 * clients' money stays whole.
 */
const ownOf = (sum: (kind: string, account: number) => number): number =>
  sum('settlement', 1010) - sum('available', 2010) - sum('available', 1400) + sum('dispute_fee', 2020) + sum('fee_refund', 2020) -
  sum('fraud_removal', 4010) - sum('fraud_removal', 5010)
  - sum('scheme_cost', 5020) - sum('correction', 5030) - sum('correction', 5040) + sum('fee_sweep', 1010)

export const moved = (from: Position, movements: readonly Movement[]): Position => {
  const sum = (kind: string | null, account: number): number =>
    movements.reduce((all, one) => (one.account === account && (kind === null || one.kind === kind) ? all + one.cents : all), 0)
  const owed = Object.fromEntries(
    Object.entries(owedAccounts).map(([name, account]) => [name, from[name as keyof Owed] - sum(null, account)]),
  ) as Owed
  return { ...owed, bankCents: from.bankCents + sum(null, 1010), ownFeesCents: from.ownFeesCents + ownOf(sum) }
}

export const requirementOf = (position: Owed): number =>
  Object.keys(owedAccounts).reduce((sum, name) => sum + position[name as keyof Owed], 0)

/** bank − own fees ≥ requirement, else what lacks: an incident (SG-02). Own fees below zero (too much was swept) make up for nothing. */
export const breakOf = (position: Position): number =>
  Math.max(0, requirementOf(position) - (position.bankCents - Math.max(0, position.ownFeesCents)))
