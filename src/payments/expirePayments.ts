import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { isAuthenticationDue } from './payment.ts'
import { changePayment, findExpiredAuthentications, findExpiredAuthorizations, lockAnyPayment, type PaymentRow } from './payments.sql.ts'
import { letGo } from './letGo.ts'
import { movePayment } from './movePayment.ts'

/** The bank is told to let go of what it held for a card; for an account nothing was asked yet. */
const expireHeld = async (tx: Tx, { id }: PaymentRow): Promise<'done' | 'skipped'> => {
  const payment = await lockAnyPayment(tx.db, id)
  if (payment.state !== 'authorized' || payment.authorization_expires_at === null || payment.authorization_expires_at > tx.now)
    return 'skipped'
  await movePayment(tx, payment, 'expire')
  if (payment.method === 'card') await letGo(tx, payment)
  return 'done'
}

const expireSession = async (tx: Tx, { id }: PaymentRow): Promise<'done' | 'skipped'> => {
  const payment = await lockAnyPayment(tx.db, id)
  if (!isAuthenticationDue(payment.auth_state) || payment.auth_expires_at === null || payment.auth_expires_at > tx.now) return 'skipped'
  await changePayment(tx.db, id, { auth_state: 'expired', auth_token: null })
  await record(tx, 'payment.authentication_expired', {
    subject: id,
    merchantId: payment.merchant_id,
    data: { mode: payment.mode, from: payment.auth_state },
  })
  return 'done'
}

const subject = ({ id }: PaymentRow): string => id

/** Authorisations that nobody captured in 7 × 24 h, and sessions of strong authentication older than six hours (seed 003). */
export const expirePayments = async (ctx: Ctx): Promise<Report> =>
  mergeReports(
    await sweep<PaymentRow>(ctx, {
      find: (from, after, limit) => findExpiredAuthorizations(from.db, from.now, after, limit),
      subject,
      each: expireHeld,
    }),
    await sweep<PaymentRow>(ctx, {
      find: (from, after, limit) => findExpiredAuthentications(from.db, from.now, after, limit),
      subject,
      each: expireSession,
    }),
  )
