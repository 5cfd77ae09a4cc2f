import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { AuthState, PaymentMethod, PaymentState } from '#src/platform/db.types.ts'

export type { AuthState, PaymentMethod, PaymentState } from '#src/platform/db.types.ts'
export type PaymentAction = 'ask' | 'hold' | 'approve' | 'refuse' | 'fail' | 'capture' | 'send' | 'settle' | 'cancel' | 'expire' | 'dispute'
  | 'win'

export type { World } from '#src/kernel/actor.ts'

const cancel = { to: 'canceled', event: 'payment.canceled', by: ['merchant', 'agent', 'officer', 'system'] } as const

/**
 * - draft: nothing was asked of any bank yet; the wire says null. authorizing: asked, the answer is not known: null as well.
 * - authorized: the bank agreed, nobody captured yet: 7 × 24 h. to_capture: leaves with the day's capture.
 * - capture_sent: on its way, can no longer be canceled. captured: the money is here.
 * - refused: the bank said no. failed: it could not be asked, or the account cannot be debited. expired: nobody captured in time.
 * - disputed: the payer contests it; won, it is captured again.
 */
export const paymentLifecycle: Lifecycle<PaymentState, PaymentAction> = {
  draft: {
    ask: { to: 'authorizing', event: 'payment.asked', by: ['merchant', 'system'] },
    hold: { to: 'authorized', event: 'payment.authorized', by: ['merchant', 'system'] },
    cancel,
  },
  authorizing: {
    hold: { to: 'authorized', event: 'payment.authorized', by: ['merchant', 'system'] },
    approve: { to: 'to_capture', event: 'payment.approved', by: ['merchant', 'system'] },
    refuse: { to: 'refused', event: 'payment.refused', by: ['merchant', 'system'] },
    fail: { to: 'failed', event: 'payment.failed', by: ['merchant', 'system'] },
    settle: { to: 'captured', event: 'payment.captured', by: ['merchant', 'system'] },
  },
  authorized: {
    capture: { to: 'to_capture', event: 'payment.capture_asked', by: ['merchant'] },
    ask: { to: 'authorizing', event: 'payment.asked', by: ['merchant'] },
    expire: { to: 'expired', event: 'payment.expired', by: ['system'] },
    cancel,
  },
  to_capture: { send: { to: 'capture_sent', event: 'payment.capture_sent', by: ['system'] }, cancel },
  capture_sent: {
    settle: { to: 'captured', event: 'payment.captured', by: ['system'] },
    fail: { to: 'failed', event: 'payment.failed', by: ['system'] },
  },
  captured: { dispute: { to: 'disputed', event: 'payment.disputed', by: ['merchant', 'agent', 'analyst', 'officer', 'system'] } },
  disputed: { win: { to: 'captured', event: 'payment.dispute_won', by: ['agent', 'analyst', 'officer', 'system'] } },
  canceled: {},
  expired: {},
  refused: {},
  failed: {},
}

const hour = 3_600_000
/** An authorisation that nobody captured is gone after seven days of 24 hours (seed 003, "expired"; elapsed time, rules.md §7.3). */
export const authorizationEnds = (authorizedAt: Date): Date => new Date(authorizedAt.getTime() + 7 * 24 * hour)

/** A session of strong authentication lives six hours (seed 003, "expired"). */
export const authenticationEnds = (requestedAt: Date): Date => new Date(requestedAt.getTime() + 6 * hour)

/** What the wire says of a state: null until a bank has answered (spec/api.md §5.2). */
export const statusOnWire = (state: PaymentState): string | null => (state === 'draft' || state === 'authorizing' ? null : state)

/** What a payer agrees to on our page: how much, of what, and whether it is taken or only held. */
export const termsOf = ({ amount_cents: cents, currency, capture }: { amount_cents: number; currency: string; capture: boolean }): string =>
  `${cents}-${currency}-${capture ? 'pay' : 'hold'}`

/** Strong authentication that was asked for and has not come to an end: nothing is charged before it does. */
export const isAuthenticationDue = (state: AuthState | null): boolean =>
  state === 'requested' || state === 'available' || state === 'attempted'
/** The payer may stand at his bank, or go there. */
export const isSessionOpen = ({ state, auth_state: auth }: { state: PaymentState; auth_state: AuthState | null }): boolean =>
  state === 'draft' && (auth === 'available' || auth === 'attempted')
/** It came to a bad end: nothing is charged at all. */
export const isAuthenticationLost = (state: AuthState | null): boolean => state === 'declined' || state === 'failed' || state === 'expired'

/**
 * What the merchant lets be paid with, of what this payment's currency allows: an account is debited in euros, and of something. One client
 * dies of an answer that lists sepa beside another currency (spec/api.md §5.1).
 */
export const methodsOf = ({ methods_allowed: allowed, currency, amount_cents: cents }: {
  methods_allowed: readonly string[] | null
  currency: string
  amount_cents: number
}): PaymentMethod[] =>
  (['card', 'sepa'] as const).filter((method) =>
    (allowed === null || allowed.includes(method)) && (method === 'card' || (currency === 'eur' && cents > 0))
  )
