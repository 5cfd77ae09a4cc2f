import { randomUUID } from 'node:crypto'
import { acquirer } from '#src/acquirer/gateway.ts'
import { readPan } from '#src/cards/vault.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { authenticationEnds } from './payment.ts'
import type { Auth } from './paymentInput.ts'
import { changePayment, lockAnyPayment, readPayment, type PaymentRow } from './payments.sql.ts'

/** Strong authentication, asked for: six hours from now it is over. The address of a session before leads nowhere any more. */
export const authColumns = (now: Date, auth: Auth | undefined) =>
  auth
    ? ({
      auth_state: 'requested',
      auth_return_url: auth.returnUrl ?? null,
      auth_token: null,
      auth_requested_at: now,
      auth_expires_at: authenticationEnds(now),
    } as const)
    : {}

/** Whether the card's issuer can be reached at all; an account has none. */
const isReachable = async (ctx: Ctx, { card_id: cardId }: PaymentRow): Promise<boolean> => {
  const pan = cardId && (await readPan(ctx.db, cardId))
  return Boolean(pan) && acquirer().isEnrolled(pan as string)
}

/**
 * A payment with its card at hand: the payer can be sent to his bank (`available`), to an address that nobody can guess; or it cannot be
 * reached (`unavailable`), and the payment may go on without: true. Asked through our own page, which has no `auth.return_url`, it stays
 * `requested`.
 */
export const authenticate = async (ctx: Ctx, { id }: PaymentRow): Promise<boolean> => {
  const found = await readPayment(ctx.db, id)
  if (found.auth_state !== 'requested' || (found.auth_return_url === null && found.method === 'card')) return false
  const isAvailable = await isReachable(ctx, found)
  return unit(ctx, async (tx) => {
    const payment = await lockAnyPayment(tx.db, id)
    // another card by now: whoever brought it asks about it
    if (payment.auth_state !== 'requested' || payment.card_id !== found.card_id) return false
    const state = isAvailable ? 'available' : 'unavailable'
    await changePayment(tx.db, id, {
      auth_state: state,
      ...(isAvailable ? { auth_token: randomUUID(), auth_expires_at: authenticationEnds(tx.now) } : {}),
    })
    await record(tx, `payment.authentication_${state}`, { subject: id, merchantId: payment.merchant_id, data: { mode: payment.mode } })
    return !isAvailable
  })
}
