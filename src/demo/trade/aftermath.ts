import { addDays, weekday, type Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { createRefund } from '#src/refunds/createRefund.ts'
import { refundByMerchant } from '#src/refunds/refundByMerchant.ts'
import { readPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { shopTime } from '../hours.ts'
import { between, oneOf, type Dice } from '../pieces/seed.ts'
import { aloneAt, type Story } from '../timeline.ts'
import type { Contested } from './counterparts.ts'
import type { Sale } from './sales.ts'
import { keyOf, liveWorld, todayOf, type Trade } from './season.ts'

/** Codes that the reference has for a network; an account's bank gives its reason. */
const contestations: Record<string, readonly string[]> = dictionary({
  visa: ['1040', '1040', '1261'],
  mastercard: ['4837', '4853', '4853', '4863'],
  national: ['45', '45', '14', '42'],
  sepa: ['MD06', 'MD06', 'AM04', 'MS02'],
})

/** Some weeks after, as payers read their statements late. */
const contest = (trade: Trade, { roll }: Sale, { id, scheme }: PaymentRow): Contested => {
  const network = scheme ?? 'visa'
  return {
    on: addDays(todayOf(trade), between(roll, 6, 30)),
    paymentId: id,
    network,
    code: oneOf(roll, contestations[network] ?? contestations['visa']!),
  }
}

const nextWeekend = (day: Day): Day => (weekday(day) >= 6 ? day : nextWeekend(addDays(day, 1)))

/** Whole more often than in part; nothing below what a refund must be at least. */
const shareOf = (left: number, roll: Dice): number | null => {
  const part = Math.round((left * between(roll, 20, 60)) / 100)
  return roll() < 0.55 || part < 50 ? null : part
}

const availableOf = async ({ db }: Trade, { shop }: Sale): Promise<number> =>
  (await balancesOf(db, { merchantId: shop.merchantId, book: 'live', currency: 'eur' })).availableCents

/**
 * Whoever keeps a shop does his accounts when banks rest: what came in since Friday has not been paid out then, and the refund comes out of
 * it.
 */
async function* untilCovered(trade: Trade, sale: Sale, cents: number): Story {
  for (let tries = 0; tries < 3; tries++) {
    yield aloneAt(shopTime(nextWeekend(addDays(todayOf(trade), 3)), sale.roll))
    if ((await availableOf(trade, sale)) >= cents) return
  }
}

/** By his server or by hand in his area. Alone: what is given back comes out of one balance. */
async function* giveBack(trade: Trade, sale: Sale, id: string): Story {
  const { shop, roll } = sale
  yield* untilCovered(trade, sale, sale.amountCents)
  const { state, amount_cents: amount, refunded_cents: refunded } = await readPayment(trade.db, id)
  if (state !== 'captured' || refunded > 0 || trade.taken.has(id)) return
  const share = shareOf(amount, roll)
  if (roll() < 0.5)
    await createRefund(trade.ctx(keyOf(shop)), liveWorld(shop), { payment: id, ...(share === null ? {} : { amount: share }) })
  else await refundByMerchant(trade.ctx({ kind: 'merchant', id: shop.userId, merchantId: shop.merchantId, name: shop.userName }), {
      paymentId: id,
      amountCents: share,
    })
  if (share === null || share * 2 > amount || roll() < 0.6) return
  yield* untilCovered(trade, sale, sale.amountCents)
  if ((await readPayment(trade.db, id)).state === 'captured' && !trade.taken.has(id))
    await createRefund(trade.ctx(keyOf(shop)), liveWorld(shop), { payment: id })
}

/** What becomes of a payment that the bank agreed to: nothing most of the time. */
export async function* afterwards(trade: Trade, sale: Sale, id: string): Story {
  const payment = await readPayment(trade.db, id)
  if (payment.state !== 'to_capture' && payment.state !== 'captured') return
  const fate = sale.roll()
  if (fate < 0.045) yield* giveBack(trade, sale, id)
  else if (fate < 0.058) trade.contested.push(contest(trade, sale, payment))
}
