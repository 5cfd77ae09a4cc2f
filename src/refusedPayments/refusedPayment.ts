import type { Day } from '#src/kernel/calendar.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { MerchantState } from '#src/platform/db.types.ts'

/** What one merchant tried to take on one day, in one currency, while his account was in one state. Cents. */
export type RefusedDay = {
  merchantId: string
  onDay: Day
  ground: MerchantState
  currency: string
  count: number
  cents: number
  firstAt: Date
  lastAt: Date
}

/** What he tried to take in one currency over a stretch of time: how many, how much, and the first and the last day. Cents. */
export type RefusedSum = { currency: string; count: number; cents: number; firstOn: Day; lastOn: Day }

/** A call of the payment API that came with a live key which works no more. */
export type ShutCall = { merchantId: string; state: MerchantState; at: Date; call: string; body: unknown }

/**
 * Half a euro at least, ten million at most: what `/v1` takes for a payment (src/payments/paymentInput.ts). Anything else would have been
 * refused of an open account too.
 */
const [leastCents, mostCents] = [50, 1_000_000_000]

/** Null where it is no payment that could have been taken. */
export const refusedOf = ({ merchantId, state, at, call, body }: ShutCall): RefusedDay | null => {
  if (call !== 'post /v1/checkout' || body === null || typeof body !== 'object') return null
  const { amount, currency } = body as Record<string, unknown>
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < leastCents || amount > mostCents) return null
  if (typeof currency !== 'string' || !/^[a-z]{3}$/i.test(currency)) return null
  return {
    merchantId,
    onDay: parisDay(at),
    ground: state,
    currency: currency.toLowerCase(),
    count: 1,
    cents: amount,
    firstAt: at,
    lastAt: at,
  }
}

export const keyOf = ({ merchantId, onDay, ground, currency }: RefusedDay): string => `${merchantId} ${onDay} ${ground} ${currency}`

/** Of the same day, account, state and currency. */
export const together = (a: RefusedDay, b: RefusedDay): RefusedDay => ({
  ...a,
  count: a.count + b.count,
  cents: a.cents + b.cents,
  firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
  lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
})
