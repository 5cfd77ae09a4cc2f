import type { FraudAccounting, FraudBearer, FraudVerdict, PaymentState } from '#src/platform/db.types.ts'

export type { FraudAccounting, FraudBearer, FraudVerdict } from '#src/platform/db.types.ts'

/** The cases of rules.md §5.4 "Fraud removal", A to E in this order; `untaken`: no money ever moved. */
export const accountings = [
  'voidable',
  'captured',
  'dispute_open',
  'dispute_lost',
  'paid_out',
  'untaken',
] as const satisfies readonly FraudAccounting[]
export const bearers = ['merchant', 'institution'] as const satisfies readonly FraudBearer[]

/** A fraudulent payment as its rows say it now. Amounts in cents. */
export type FraudRow = {
  paymentId: string
  state: PaymentState
  currency: string
  scheme: string | null
  amountCents: number
  /** What its payer has, or is on its way to him, by refunds. */
  refundedCents: number
  /** Our fee, as its capture booked it; 0 before. */
  feeCents: number
  /** Contested and not decided. */
  openCents: number
  /** Contested and lost, or accepted: the payer's bank gave it to him. */
  lostCents: number
  /** Our fees of all its disputes, before VAT, whatever came of them. */
  disputeFeeCents: number
  /** The scheme's money for it is here. */
  isReceived: boolean
  /** It left with a payout that did not come back. */
  isPaidOut: boolean
}

/** What a confirmed fraud does to one payment, to the cent. */
export type Effect = {
  paymentId: string
  currency: string
  scheme: string
  accounting: FraudAccounting
  /** Its capture is on its way: it comes first, and what is planned is looked at again. */
  isWaiting: boolean
  amountCents: number
  /** What we give back to the payer. What the scheme gives him is not given twice (seed 000, fraud procedure 2). */
  returnCents: number
  /** What is contested and no longer defended. */
  acceptCents: number
  feeCents: number
  disputeFeeCents: number
  /** What the merchant has not is our loss (5030); else he owes it (1400). */
  isAbsorbed: boolean
}

const unsent = new Set<PaymentState>(['draft', 'authorized', 'to_capture'])
const onItsWay = new Set<PaymentState>(['authorizing', 'capture_sent'])

const accountingOf = ({ state, amountCents, openCents, lostCents, isPaidOut }: FraudRow): FraudAccounting => {
  if (unsent.has(state) || state === 'authorizing') return 'voidable'
  if (amountCents === 0 || !['capture_sent', 'captured', 'disputed'].includes(state)) return 'untaken'
  if (openCents > 0) return 'dispute_open'
  if (lostCents > 0) return 'dispute_lost'
  return isPaidOut ? 'paid_out' : 'captured'
}

/**
 * One payment's effect (rules.md §5.4, A–E). `bearer`: who bears what was paid out, and what the merchant lacks; of money that has not been
 * received yet nothing is lacking for good: he owes it until it comes.
 */
export const planEffect = (row: FraudRow, bearer: FraudBearer): Effect => {
  const { paymentId, currency, amountCents, refundedCents, openCents, lostCents } = row
  const accounting = accountingOf(row)
  const isTaken = accounting !== 'voidable' && accounting !== 'untaken'
  return {
    paymentId,
    currency,
    scheme: row.scheme ?? 'visa',
    accounting,
    isWaiting: onItsWay.has(row.state),
    amountCents,
    returnCents: isTaken ? Math.max(0, amountCents - refundedCents - lostCents - openCents) : 0,
    acceptCents: isTaken ? openCents : 0,
    feeCents: isTaken ? row.feeCents : 0,
    disputeFeeCents: isTaken ? row.disputeFeeCents : 0,
    isAbsorbed: isTaken && bearer === 'institution' && row.isReceived,
  }
}

/** Sums in cents of one currency. `owed`, `absorbed`: of what is returned, what was paid out before. */
export type Sums = Record<'amount' | 'return' | 'accept' | 'fee' | 'disputeFee' | 'owed' | 'absorbed', number>
export type PlanFigures = {
  count: number
  waiting: number
  accountings: Partial<Record<FraudAccounting, number>>
  sums: Record<string, Sums>
}

const nothing: Sums = { amount: 0, return: 0, accept: 0, fee: 0, disputeFee: 0, owed: 0, absorbed: 0 }

const added = (sums: Sums, { accounting, isAbsorbed, amountCents, returnCents, acceptCents, feeCents, disputeFeeCents }: Effect): Sums => ({
  amount: sums.amount + amountCents,
  return: sums.return + returnCents,
  accept: sums.accept + acceptCents,
  fee: sums.fee + feeCents,
  disputeFee: sums.disputeFee + disputeFeeCents,
  owed: sums.owed + (accounting === 'paid_out' && !isAbsorbed ? returnCents : 0),
  absorbed: sums.absorbed + (accounting === 'paid_out' && isAbsorbed ? returnCents : 0),
})

/** All of a plan together: what a person sees, and says yes to. */
export const sumPlan = (effects: readonly Effect[]): PlanFigures => {
  const figures: PlanFigures = { count: effects.length, waiting: 0, accountings: {}, sums: {} }
  for (const one of effects) {
    figures.waiting += one.isWaiting ? 1 : 0
    figures.accountings[one.accounting] = (figures.accountings[one.accounting] ?? 0) + 1
    figures.sums[one.currency] = added(figures.sums[one.currency] ?? nothing, one)
  }
  return figures
}

const inOrder = (of: Record<string, unknown>): string =>
  Object
    .entries(of)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${typeof value === 'object' ? `(${inOrder(value as Record<string, unknown>)})` : value}`)
    .join(',')

/** The decision and its figures as one word, that goes with the form and comes back: other figures make another word. */
export const planSeen = ({ verdict, bearer, released, figures: { count, waiting, accountings: byCase, sums } }: Plan): string =>
  `${verdict}|${bearer}|${released}|${count}|${waiting}|${inOrder(byCase)}|${inOrder(sums)}`

/** `released`: how many payments of the case are no fraud and are let go. */
export type Plan = { verdict: FraudVerdict; bearer: FraudBearer; released: number; figures: PlanFigures }

/** What made the decision and its application differ; an effect is applied to the facts as they are then. */
export const isOther = (planned: Omit<Effect, 'scheme' | 'isWaiting'>, now: Effect): boolean =>
  (['accounting', 'amountCents', 'returnCents', 'acceptCents', 'feeCents', 'disputeFeeCents', 'isAbsorbed'] as const).some((name) =>
    planned[name] !== now[name]
  )
