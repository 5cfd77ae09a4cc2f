import { addDays, addMonths, daysBetween, type Day } from '#src/kernel/calendar.ts'
import { addWorkingDays, isT2 } from '#src/kernel/holidays.ts'
import type { DisputeCategory, DisputeFlow, SepaRType } from '#src/platform/db.types.ts'

/** What the network's rules say of a code, from one day to another (rules.md §4.2–4.3, X-01, X-04). */
export type DisputeRule = {
  id: string
  network: string
  domain: string
  code: string
  rType: SepaRType | null
  category: DisputeCategory
  flow: DisputeFlow
  evidence: readonly string[]
  answerDays: number
  merchantDays: number
  marginDays: number
  preArbitrationDays: number | null
  arbitrationDays: number | null
  fileLimitBytes: number
  feeCents: number | null
  validFrom: Day
  validTo: Day | null
}

export type Named = { network: string; code: string; rType: SepaRType | null }

/** The row that counts for a code on a day: with its R-type, or whatever that is; an unknown code has its network's own default. */
export const ruleFor = (rules: readonly DisputeRule[], { network, code, rType }: Named, on: Day): DisputeRule => {
  const valid = rules.filter((one) => one.network === network && one.validFrom <= on && (one.validTo === null || on < one.validTo))
  const found = valid.find((one) => one.code === code && one.rType !== null && one.rType === rType)
    ?? valid.find((one) => one.code === code && one.rType === null) ?? valid.find((one) => one.code === '*')
  if (!found) throw new RangeError(`no rule for disputes of ${network} on ${on}`)
  return found
}

export type Deadlines = { dueOn: Day; merchantDueOn: Day }

/**
 * The last days of our answer and of the merchant's. The date in the network's message always wins; ours ends a margin before it, so that
 * there is time to build the file, but never takes more than half of what is left. It binds us: it is never carried over a week-end (X-02
 * a).
 */
export const deadlinesOf = (
  { answerDays, merchantDays, marginDays, flow }: Pick<DisputeRule, 'answerDays' | 'merchantDays' | 'marginDays' | 'flow'>,
  openedOn: Day,
  toldDueOn: Day | null,
): Deadlines => {
  if (flow === 'none') return { dueOn: openedOn, merchantDueOn: openedOn }
  if (toldDueOn === null) return { dueOn: addDays(openedOn, answerDays), merchantDueOn: addDays(openedOn, merchantDays) }
  const left = Math.max(0, daysBetween(openedOn, toldDueOn))
  return { dueOn: toldDueOn, merchantDueOn: addDays(toldDueOn, 0 - Math.min(marginDays, Math.floor(left / 2))) }
}

/**
 * Until when a debtor's bank may send a debit of that day back (rules.md §4.3): a return D + 5 interbank days; the refund of an authorised
 * debit 56 days (L133-25), of one without a mandate 13 months (L133-24). A reject or a refusal comes before the settlement.
 */
export const sepaLimit = (debitOn: Day, rType: SepaRType, isAuthorised: boolean): Day => {
  if (rType === 'reject' || rType === 'refusal') return debitOn
  if (rType === 'return' || rType === 'reversal') return addWorkingDays(debitOn, 5, isT2)
  return isAuthorised ? addDays(debitOn, 56) : addMonths(debitOn, 13)
}

/** MD01 says two things: no valid mandate, by the bank, within five interbank days; or unauthorised, by the debtor, within 13 months. */
export const rTypeOf = (said: SepaRType | null, code: string, debitOn: Day, on: Day): SepaRType => {
  if (said) return said
  if (code === 'MD06') return 'refund'
  return on <= sepaLimit(debitOn, 'return', true) ? 'return' : 'refund'
}

/** Whether it came after the last day the scheme gives for it: to be sent back to the debtor's bank, not to be defended. */
export const isLate = ({ rType, category }: { rType: SepaRType | null; category: DisputeCategory }, debitOn: Day, on: Day): boolean =>
  rType !== null && on > sepaLimit(debitOn, rType, category !== 'unauthorised' && category !== 'no_mandate')
