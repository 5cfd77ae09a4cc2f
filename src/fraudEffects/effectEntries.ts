import type { Book, Entry } from '#src/ledger/entry.ts'
import type { Funds } from '#src/ledger/legs.ts'
import { feeRefunded, fraudCharged, fraudReturned } from '#src/ledger/postings.ts'
import type { Effect } from './effects.ts'

export type Purse = { merchantId: string; book: Book; currency: string }
/** `refundId`: of what goes back to the payer, or null where nothing does. */
export type Due = { effect: Effect; refundId: string | null }
type Place = Purse & { caseId: string; at: Date }

export const feeKey = (caseId: string, paymentId: string): string => `fraud_fee:${caseId}:${paymentId}`
/** A refund's own key: were it refused by the acquirer, it is this that is reversed. */
export const returnKey = (refundId: string): string => `refund:${refundId}`

const feeEntry = ({ caseId, merchantId, book, currency, at }: Place, { effect }: Due): Entry[] => {
  const feeCents = effect.feeCents + effect.disputeFeeCents
  return feeCents === 0
    ? []
    : [{
      ...feeRefunded({ merchantId, feeCents }),
      eventKey: feeKey(caseId, effect.paymentId),
      book,
      currency,
      subjectId: effect.paymentId,
      at,
    }]
}

type Taken = { available: number; reserve: number }

/** What the last of it was taken from is not there for the next. */
const spend = (left: Taken, entry: Entry): void => {
  for (const { account, amountCents } of entry.legs) {
    if (account === 2020) left.available -= amountCents
    if (account === 2030) left.reserve -= amountCents
  }
}

const returnEntry = ({ merchantId, book, currency, at }: Place, { effect, refundId }: Due, left: Taken): Entry[] => {
  const { paymentId, scheme, returnCents: amountCents, isAbsorbed } = effect
  if (refundId === null) return []
  const draft = effect.accounting === 'paid_out'
    ? fraudCharged({ merchantId, amountCents, isAbsorbed, towards: 'scheme', scheme })
    : fraudReturned({
      merchantId,
      scheme,
      amountCents,
      feeCents: 0,
      isPending: false,
      funds: { availableCents: left.available, reserveCents: left.reserve },
      isAbsorbed,
      isFeeReversed: false,
    })
  const entry = { ...draft, eventKey: returnKey(refundId), book, currency, subjectId: paymentId, at }
  spend(left, entry)
  return [entry]
}

/**
 * The entries of some effects of one purse (rules.md §5.4 A–E), in their order. Fees come first and lessen what is lacking: B's « G−f from
 * the merchant, f from us » is so two entries, G from him and f to him, since an undoing takes the fee back and leaves the payer what he
 * has. `funds`: as they are under the purse's lock.
 */
export const entriesOf = (place: Place, due: readonly Due[], funds: Funds): Entry[] => {
  const fees = due.flatMap((one) => feeEntry(place, one))
  const left: Taken = { available: Math.max(0, funds.availableCents), reserve: funds.reserveCents ?? 0 }
  for (const entry of fees) spend(left, entry)
  return [...fees, ...due.flatMap((one) => returnEntry(place, one, left))]
}
