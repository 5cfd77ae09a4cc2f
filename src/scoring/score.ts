import { z } from 'zod'

const cents = (least: number) => z.number().int().min(least).max(100_000_000_000)

/**
 * What a payer's bank tells of his accounts with his consent, in cents: of the last three months, income and charges as the mean of one.
 * They are the intimate part of all this, and serve once: read, turned into a score, forgotten. No row, event, log or answer holds them
 * (GDPR 5(1)(c) and (e)).
 */
export const accountFigures = z.object({
  /** What comes in regularly: salary, pension, allowances. */
  incomeCents: cents(0),
  /** What goes out regularly: rent, instalments of other credits, subscriptions. */
  chargesCents: cents(0),
  /** What is there now; below zero: an overdraft. */
  balanceCents: cents(-100_000_000_000),
  /** Rejected debits and the like, in those months. */
  incidents: z.number().int().min(0).max(10_000),
})
export type AccountFigures = z.output<typeof accountFigures>

/** The credit that the merchant has in mind. `upfrontCents` is below `amountCents`, `months` above zero. */
export type Credit = { amountCents: number; upfrontCents: number; months: number }

/**
 * What is to be paid a month, in cents, rounded up: what is not paid upfront, in equal parts, without interest (the wire names no rate).
 */
export const instalmentOf = ({ amountCents, upfrontCents, months }: Credit): number => Math.ceil((amountCents - upfrontCents) / months)

/**
 * Charges with the new instalment, in basis points of the income, above which French banks do not lend: 35 % (HCSF, decision
 * D-HCSF-2021-7). It binds home loans; here it is a reference of ours. Not in rules.md: to be confirmed before anything is refused by it.
 */
export const mostDebtBps = 3_500
/** Above it a score stays below one half, whatever else speaks for the payer. */
const mostWhenIndebted = 49
/** What should be left to live on a month, and from which on more adds nothing. Ours. */
const ampleCents = 120_000
/** How many instalments in hand are a cushion. Ours. */
const cushionMonths = 3
const pointsPerIncident = 15

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))
/** `points` for `value` of `whole`, in whole points. */
const share = (points: number, value: number, whole: number): number => Math.floor((points * between(0, value, whole)) / whole)

/** In basis points of the income, rounded up; the income is not zero. */
const debtBps = ({ incomeCents, chargesCents }: AccountFigures, instalment: number): number =>
  Math.ceil(((chargesCents + instalment) * 10_000) / incomeCents)

/** 50 points without any debt, 30 at the threshold, none at twice the threshold. */
const effort = (debt: number): number => 20 - share(20, debt, mostDebtBps) + share(30, 2 * mostDebtBps - debt, mostDebtBps)

/**
 * The solvency of a payer for one credit, 0 to 100: how heavy his debts become (50), what is left to live on (30), what he has in hand
 * (20), less 15 for each incident; never above 49 where debts pass the threshold, 0 without income. A larger amount is never better, more
 * time or a larger upfront never worse. It helps a person to decide, and decides nothing (GDPR 22).
 */
export const scoreOf = (figures: AccountFigures, credit: Credit): number => {
  if (figures.incomeCents === 0) return 0
  const instalment = instalmentOf(credit)
  const debt = debtBps(figures, instalment)
  const living = share(30, figures.incomeCents - figures.chargesCents - instalment, ampleCents)
  const cushion = share(20, figures.balanceCents, cushionMonths * instalment)
  const points = effort(debt) + living + cushion - pointsPerIncident * figures.incidents
  return between(0, points, debt > mostDebtBps ? mostWhenIndebted : 100)
}
