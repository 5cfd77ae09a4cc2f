import { createHash } from 'node:crypto'
import { accounts } from '#src/ledger/accounts.ts'
import type { Balances } from '#src/ledger/balances.ts'
import type { Draft, Leg } from '#src/ledger/entry.ts'
import { acquirerCreditGiven, acquirerDebitAbsorbed, acquirerDebitBorne, debtGivenUp, foreignPaidOut,
  goodwillGiven } from '#src/ledger/postings.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { CorrectionKind, CorrectionState } from '#src/platform/db.types.ts'

export type { CorrectionKind, CorrectionState } from '#src/platform/db.types.ts'
export type CorrectionAction = 'book' | 'decline' | 'withdraw' | 'propose_undo' | 'undo' | 'decline_undo' | 'withdraw_undo'

export const correctionKinds = [
  'acquirer_debit_merchant',
  'acquirer_debit_ours',
  'acquirer_credit_merchant',
  'foreign_payout',
  'goodwill',
  'debt_given_up',
] as const satisfies readonly CorrectionKind[]
export const correctionStates = [
  'proposed',
  'booked',
  'declined',
  'withdrawn',
  'undo_proposed',
  'undone',
] as const satisfies readonly CorrectionState[]
export const waitingStates = ['proposed', 'undo_proposed'] as const satisfies readonly CorrectionState[]

/** What nothing of ours explains, and we bear, may be of nobody we know. */
export const needsMerchant = (kind: CorrectionKind): boolean => kind !== 'acquirer_debit_ours'
/** A transfer by hand: the bank's words are its only trace. */
export const needsBank = (kind: CorrectionKind): boolean => kind === 'foreign_payout'
/**
 * What moves what the merchant is paid is told to him in writing; what only we bear, and a debt that he no longer owes, stand on his
 * statement.
 */
const toldKinds = ['acquirer_debit_merchant', 'acquirer_credit_merchant', 'foreign_payout', 'goodwill'] as const
export type ToldKind = (typeof toldKinds)[number]
export const isTold = (kind: CorrectionKind): kind is ToldKind => (toldKinds as readonly CorrectionKind[]).includes(kind)

const officer = ['officer'] as const
const proposer = ['agent', 'officer'] as const

/**
 * - proposed: one person asks that it be booked; nothing has moved. withdrawn: he took it back. declined: the second said no.
 * - booked: it stands in the books. undo_proposed: it still does, and one person asks that it be reversed, until he takes that back.
 *   undone: it was reversed, leg against leg.
 */
export const correctionLifecycle: Lifecycle<CorrectionState, CorrectionAction> = {
  proposed: {
    book: { to: 'booked', event: 'correction.booked', by: officer, fourEyes: true },
    decline: { to: 'declined', event: 'correction.declined', by: officer, comment: 'required', fourEyes: true },
    withdraw: { to: 'withdrawn', event: 'correction.withdrawn', by: proposer },
  },
  booked: { propose_undo: { to: 'undo_proposed', event: 'correction.undo_proposed', by: proposer, comment: 'required' } },
  undo_proposed: {
    undo: { to: 'undone', event: 'correction.undone', by: officer, fourEyes: true },
    decline_undo: { to: 'booked', event: 'correction.undo_declined', by: officer, comment: 'required', fourEyes: true },
    withdraw_undo: { to: 'booked', event: 'correction.undo_withdrawn', by: proposer },
  },
  declined: {},
  withdrawn: {},
  undone: {},
}

/** Of a merchant's balances what a correction can move; cents. */
export type Sums = Pick<Balances, 'availableCents' | 'owedCents'>
export const noSums: Sums = { availableCents: 0, owedCents: 0 }

/** `amountCents`: above 0, in minor units of its currency. */
export type Wanted = { kind: CorrectionKind; merchantId: string | null; amountCents: number }
export type Excess = 'exceeds_available' | 'exceeds_debt'

/** Nobody is paid by hand what he does not have, and no more is given up than is owed. */
export const excessOf = ({ kind, amountCents }: Wanted, { availableCents, owedCents }: Sums): Excess | null => {
  if (kind === 'foreign_payout' && amountCents > availableCents) return 'exceeds_available'
  return kind === 'debt_given_up' && amountCents > owedCents ? 'exceeds_debt' : null
}

/** The entry of a kind, over these balances. RangeError where `excessOf` says so, or a merchant is lacking. */
export const draftOf = ({ kind, merchantId, amountCents }: Wanted, funds: Sums): Draft => {
  if (kind === 'acquirer_debit_ours') return acquirerDebitAbsorbed({ merchantId, amountCents })
  if (merchantId === null) throw new RangeError('this correction is of a merchant')
  const of = { merchantId, amountCents }
  const drafts = {
    acquirer_debit_merchant: () => acquirerDebitBorne({ ...of, funds }),
    acquirer_credit_merchant: () => acquirerCreditGiven(of),
    foreign_payout: () => foreignPaidOut({ ...of, funds }),
    goodwill: () => goodwillGiven(of),
    debt_given_up: () => debtGivenUp({ ...of, owedCents: funds.owedCents }),
  }
  return drafts[kind]()
}

const sumOn = (legs: readonly Leg[], account: number): number =>
  legs.reduce((sum, leg) => (leg.account === account ? sum + leg.amountCents : sum), 0)

/** What an entry leaves of them, before anything is settled: either may be below zero. */
const moved = ({ availableCents, owedCents }: Sums, legs: readonly Leg[]): Sums => ({
  availableCents: availableCents - sumOn(legs, accounts.available),
  owedCents: owedCents + sumOn(legs, accounts.merchantReceivable),
})

/**
 * `settledCents`: what follows in the same stroke between what he has and what he owes: + a debt is repaid from what became available (2020
 * / 1400), − what a reversal left below zero is owed (1400 / 2020). As `recoverDebt` and `coverOverdraft` do it (src/ledger/settleDebt.ts).
 */
export type Effects = { legs: readonly Leg[]; before: Sums; after: Sums; settledCents: number }

/** What a merchant who owes nothing and has nothing is left with is what he had. */
export const effectsOf = (legs: readonly Leg[], before: Sums): Effects => {
  const { availableCents, owedCents } = moved(before, legs)
  const lacking = Math.max(0, 0 - availableCents, 0 - owedCents)
  const settledCents = lacking > 0 ? 0 - lacking : Math.max(0, Math.min(availableCents, owedCents))
  return { legs, before, settledCents, after: { availableCents: availableCents - settledCents, owedCents: owedCents - settledCents } }
}

/** What the next payout carries of it: less what he owes, never below zero. Of euros only. */
export const payableCents = ({ availableCents, owedCents }: Sums): number => Math.max(0, availableCents - owedCents)

const digestOf = (said: readonly string[]): string => createHash('sha256').update(said.join(' ')).digest('hex')

/**
 * What the second person had before him: the legs, what is settled with them, and what else stands or waits about the same thing. The
 * balances may have moved, as long as these are the same.
 */
export const seenOf = ({ legs, settledCents }: Effects, beside: readonly { id: string; state: string }[] = []): string =>
  [
    ...legs.map(({ account, amountCents }) => `${account}:${amountCents}`),
    settledCents,
    ...(beside.length > 0 ? [digestOf(beside.map(({ id, state }) => `${id}:${state}`).sort())] : []),
  ]
    .join(' ')
