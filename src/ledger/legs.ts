import { accounts, type Account } from './accounts.ts'
import type { Leg } from './entry.ts'

/** What a leg names beside its account and amount. */
export type Named = Omit<Leg, 'account' | 'amountCents'>

/** Throws a RangeError on what is no amount: cents are whole, from 0, and exact in a number. */
export const cents = (amount: number, what = 'amount'): number => {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${what} is no whole number of cents from 0: ${amount}`)
  return amount
}

/** No leg for nothing: an amount of zero is not booked. */
export const debit = (
  account: Account,
  amount: number,
  named: Named = {},
): Leg[] => (cents(amount) === 0 ? [] : [{ account, amountCents: amount, ...named }])
export const credit = (
  account: Account,
  amount: number,
  named: Named = {},
): Leg[] => (cents(amount) === 0 ? [] : [{ account, amountCents: -amount, ...named }])

/** The same amount from the one to the other, both of one merchant. */
export const moved = (
  amount: number,
  merchantId: string,
  { from, to }: { from: Account; to: Account },
): Leg[] => [...debit(from, amount, { merchantId }), ...credit(to, amount, { merchantId })]

/** What a merchant has to draw on, as `lockBalances` read it. In cents. */
export type Funds = { availableCents: number; reserveCents?: number }

const { available, reserve, merchantReceivable } = accounts

/** Takes an amount from accounts in their order, each down to zero; what is lacking is debited to `lacking`: 1400, the merchant owes it. */
const taken = (
  amount: number,
  merchantId: string,
  sources: readonly (readonly [Account, number])[],
  lacking: readonly [Account, Named],
): Leg[] => {
  let left = cents(amount)
  const legs = sources.flatMap(([account, held]) => {
    const part = Math.min(left, Math.max(0, held))
    left -= part
    return debit(account, part, { merchantId })
  })
  return [...legs, ...debit(lacking[0], left, lacking[1])]
}

/** 2020 first, the rest is owed (1400): refunds and fees. */
export const fromAvailable = (amount: number, merchantId: string, { availableCents }: Funds): Leg[] =>
  taken(amount, merchantId, [[available, availableCents]], [merchantReceivable, { merchantId }])

/** 2020, then 2030, then 1400: disputes, and frauds; `absorbed`: what is lacking is our own loss (5030). */
export const fromAvailableThenReserve = (
  amount: number,
  merchantId: string,
  { availableCents, reserveCents = 0 }: Funds,
  { isAbsorbed = false } = {},
): Leg[] =>
  taken(
    amount,
    merchantId,
    [[available, availableCents], [reserve, reserveCents]],
    isAbsorbed ? [accounts.absorbedLosses, {}] : [merchantReceivable, { merchantId }],
  )
