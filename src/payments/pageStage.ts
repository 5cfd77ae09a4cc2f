import { isAuthenticationLost } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'

/**
 * Where a payer stands with a payment, as the payment page shows it.
 * - form: nothing was asked of a bank: he may still choose how to pay. bank: he is to authenticate with his bank.
 * - ready: he has, and the money was not asked for yet. handed: he has, by the merchant's own page, and the merchant goes on by himself.
 * - waiting: the bank was asked and has not answered.
 * - paid: the bank agreed. refused: it did not, and a payment that was refused is over: another try is another payment.
 * - unauthenticated: he declined, failed, or took more than six hours. canceled, expired: it is over without him.
 */
export type PageStage = 'form' | 'bank' | 'ready' | 'handed' | 'waiting' | 'paid' | 'refused' | 'unauthenticated' | 'canceled' | 'expired'

type Facts = Pick<PaymentRow, 'state' | 'auth_state' | 'auth_expires_at' | 'auth_return_url'>

const over: Record<Exclude<PaymentRow['state'], 'draft'>, PageStage> = {
  authorizing: 'waiting',
  authorized: 'paid',
  to_capture: 'paid',
  capture_sent: 'paid',
  captured: 'paid',
  disputed: 'paid',
  refused: 'refused',
  failed: 'refused',
  canceled: 'canceled',
  expired: 'expired',
}

/** Six hours from when the payer was sent to his bank, the session there is over (seed 003). */
export const isSessionOver = ({ auth_expires_at: ends }: Pick<Facts, 'auth_expires_at'>, now: Date): boolean => ends !== null && ends <= now

const ofDraft = (payment: Facts, now: Date): PageStage => {
  const { auth_state: auth, auth_return_url: merchants } = payment
  if (isAuthenticationLost(auth)) return 'unauthenticated'
  if (auth === 'available' || auth === 'attempted') return isSessionOver(payment, now) ? 'unauthenticated' : 'bank'
  // authenticated on his way through the merchant's own page: the merchant asks for the money (spec/api.md §5.5)
  if (auth === 'success') return merchants === null ? 'ready' : 'handed'
  return 'form'
}

export const pageStage = (payment: Facts, now: Date): PageStage => (payment.state === 'draft' ? ofDraft(payment, now) : over[payment.state])
