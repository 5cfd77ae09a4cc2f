import { parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { PayoutRow } from './payouts.sql.ts'
import { listReserveCharges, sumHeld, type HeldSums, type ReserveCharge } from './reserveCharges.sql.ts'

/** What a payout says of money that was kept back before it. */
export type ReserveSaid = HeldSums & { charges: ReserveCharge[] }

export const readReserve = async (db: ReadDb, payout: Pick<PayoutRow, 'id' | 'merchant_id'>): Promise<ReserveSaid> => ({
  ...(await sumHeld(db, payout)),
  charges: await listReserveCharges(db, payout),
})

/** What the merchant no longer sees keeps its amount, and is not named (rules.md X-03). */
export const asItsMerchantSees = ({ charges, ...sums }: ReserveSaid): ReserveSaid => ({
  ...sums,
  charges: charges.map((one) => (one.isHidden ? { ...one, kind: 'fraud_removal', subjectId: '', paymentId: null } : one)),
})

export const chargeText = ({ t }: Visit, { kind }: ReserveCharge): string =>
  t(kind === 'dispute_opened' ? 'payouts:reserve.dispute' : 'payouts:reserve.other')

/** Of each its day and amount, the dispute and its payment; `base`: where these are for this reader. */
export const chargeFacts = (visit: Visit, { charges }: ReserveSaid, currency: string, base: '/console' | '/merchant'): Fact[] =>
  charges.flatMap((one): Fact[] => [
    {
      label: formatDay(parisDay(one.at), visit.lang),
      text: formatCents(0 - one.cents, currency, visit.lang),
      note: chargeText(visit, one),
    },
    ...(one.paymentId
      ? [{ label: visit.t('payouts:reserve.subject'), text: one.subjectId, href: `${base}/disputes/${one.subjectId}`, isMono: true }, {
        label: visit.t('payouts:reserve.payment'),
        text: one.paymentId,
        href: `${base}/payments/${one.paymentId}`,
        isMono: true,
      }]
      : []),
  ])
