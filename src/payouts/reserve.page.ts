import { formatCents } from '#src/kernel/money.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Visit } from '#src/web/visit.ts'
import type { PayoutRow } from './payouts.sql.ts'
import { listReserveCharges, sumHeld, type HeldSums, type ReserveCharge } from './reserveCharges.sql.ts'

/** What a payout says of money that was kept back before it. */
export type ReserveSaid = HeldSums & { charges: ReserveCharge[] }

export const readReserve = async (db: ReadDb, payout: Pick<PayoutRow, 'id' | 'merchant_id'>): Promise<ReserveSaid> => ({ ...(await sumHeld(db, payout)), charges: await listReserveCharges(db, payout) })

/** What the merchant no longer sees keeps its amount, and is not named (rules.md X-03). */
export const asItsMerchantSees = ({ charges, ...sums }: ReserveSaid): ReserveSaid =>
  ({ ...sums, charges: charges.map((one) => (one.isHidden ? { ...one, kind: 'fraud_removal', subjectId: '', paymentId: null } : one)) })

export const chargeText = ({ t }: Visit, { kind }: ReserveCharge): string => t(kind === 'dispute_opened' ? 'payouts:reserve.dispute' : 'payouts:reserve.other')

/** A row of the page for each; `base`: where disputes and payments of this reader are. */
export const chargeRows = (visit: Visit, { charges }: ReserveSaid, currency: string, base: '/console' | '/merchant') =>
  charges.map((one) => ({
    at: one.at, what: chargeText(visit, one), amount: formatCents(0 - one.cents, currency, visit.lang), subject: one.subjectId ? { id: one.subjectId, href: one.paymentId ? `${base}/disputes/${one.subjectId}` : null } : null,
    payment: one.paymentId ? { id: one.paymentId, href: `${base}/payments/${one.paymentId}` } : null,
  }))
