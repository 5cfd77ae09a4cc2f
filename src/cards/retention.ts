import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import type { CardFunding } from '#src/platform/db.types.ts'

/**
 * 13 months after the debit, 15 for a deferred-debit card (rules.md §3.2; CNIL délib. 2018-303 art. 4): as long as the payer may contest it
 * (L133-24).
 */
const monthsKept = (funding: CardFunding | null): number => (funding === 'deferred' ? 15 : 13)

const lastDayOf = ({ exp_month, exp_year }: { exp_month: number; exp_year: number }): Day =>
  addDays(addMonths(`${exp_year}-${String(exp_month).padStart(2, '0')}-01`, 1), -1)

type Kept = { tokenize: boolean; exp_month: number; exp_year: number; funding: CardFunding | null }

/**
 * The day on which number and key are destroyed; the card stays, by its token, first six and last four. A card on file may be debited until
 * it expires: the term runs from the last day of that month. One that was brought for a single payment: from the day it came. These are
 * maxima (rules.md X-02 d): the day itself is the first on which it is gone.
 */
export const destroyOn = (card: Kept, madeOn: Day): Day => addMonths(card.tokenize ? lastDayOf(card) : madeOn, monthsKept(card.funding))

/** Taken off file: no debit comes after that day, and the term runs from it; never later than it would have been. */
export const destroyOnDeletion = (funding: CardFunding | null, deletedOn: Day, before: Day): Day => {
  const day = addMonths(deletedOn, monthsKept(funding))
  return day < before ? day : before
}
