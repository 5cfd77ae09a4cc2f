import { listReservesOf } from '#src/holds/holds.sql.ts'
import type { PaymentRow } from '#src/payments/payments.sql.ts'
import { faultsOfAccounts, withheldReason } from '#src/payouts/payee.ts'
import { findPayees, listKept } from '#src/payouts/payees.sql.ts'
import { nextRunOn } from '#src/payouts/payout.ts'
import type { Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'

/**
 * The earliest day on which a payment's money could leave for its merchant: the next run; the last day of the reserve that takes all of it,
 * once we ended his contract; no day where it waits for something that has none. A currency that no payout takes waits. Nothing once it is
 * paid out, was never captured, or is of the test world.
 */
export const earliestPayout = async (
  visit: Visit,
  { merchant_id: merchantId, mode, state, currency }: PaymentRow,
  isPaidOut: boolean,
): Promise<Fact[]> => {
  const { ctx, t, lang } = visit
  if (mode !== 'live' || state !== 'captured' || isPaidOut) return []
  const label = t('holds:earliest.label')
  if (currency !== 'eur') return [{ label, text: t('holds:earliest.waits'), note: t('payouts:withheld.currency_not_paid') }]
  const payee = (await findPayees(ctx.db, [merchantId], faultsOfAccounts)).get(merchantId)
  if (payee?.state === 'terminated') {
    const until = (await listReservesOf(ctx.db, merchantId))
      .find(({ breach_id: breach, release_on: day }) => breach !== null && day !== null)
      ?.release_on
    return [until ? { label, text: formatDay(until, lang), note: t('holds:earliest.reserve') } : { label, text: t('holds:earliest.waits') }]
  }
  const kept = (await listKept(ctx.db, [merchantId])).get(merchantId) ?? { amlHoldCents: 0, frozenCents: 0 }
  const why = payee ? withheldReason(payee, kept) : 'no_account'
  return [
    why
      ? { label, text: t('holds:earliest.waits'), note: t(`payouts:withheld.${why}`) }
      : { label, text: formatDay(nextRunOn(ctx.now), lang) },
  ]
}
