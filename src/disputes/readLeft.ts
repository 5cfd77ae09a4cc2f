import type { PaymentRow } from '#src/payments/payments.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { readUnsent } from '#src/refunds/refunds.sql.ts'
import { leftToContest } from './dispute.ts'
import { listDisputesOfPayment } from './disputes.sql.ts'

/**
 * What of it may still be contested, whichever report says so: refunds and lost disputes together never exceed what was captured (rules.md
 * §5.4). Lock it to act on that.
 */
export const readLeft = async (db: ReadDb, payment: Pick<PaymentRow, 'id' | 'amount_cents' | 'refunded_cents'>): Promise<number> =>
  leftToContest(payment, await listDisputesOfPayment(db, payment.id), await readUnsent(db, payment.id))
