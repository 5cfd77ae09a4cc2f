import type { World } from '#src/kernel/actor.ts'
import { isId } from '#src/kernel/ids.ts'
import { readShopName, worldOfPublicKey } from '#src/merchants/readPublicKey.sql.ts'
import { pageStage, type PageStage } from '#src/payments/pageStage.ts'
import { methodsOf, type PaymentMethod } from '#src/payments/payment.ts'
import { findPayment, type PaymentRow } from '#src/payments/payments.sql.ts'
import { translator, type Lang, type Translate } from '#src/web/i18n.ts'
import { countKnock } from '#src/web/limits.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { pageLanguage } from './language.page.ts'
import type { Origin } from './messages.ts'

/** One payment under one public key, and the person before it. `shop` is empty where the merchant has no name yet, `who` never is. */
export type Seat = {
  visit: Visit
  world: World
  payment: PaymentRow
  shop: string
  who: string
  lang: Lang
  t: Translate
  stage: PageStage
}

export const placeOf = (visit: Visit) => ({ key: param(visit, 'publicKey'), paymentId: param(visit, 'paymentId') })

/**
 * The payment of the address. Which half of it is wrong is nobody's business: null, and one more knock counted. Another world's and another
 * merchant's key are wrong. Throws 429 where somebody knocks too often.
 */
export const takeSeat = async (visit: Visit): Promise<Seat | null> => {
  const { key, paymentId } = placeOf(visit)
  const { db, now } = visit.ctx
  const world = await worldOfPublicKey(db, key)
  const payment = world && isId('paym', paymentId) ? await findPayment(db, world, paymentId) : null
  if (!world || !payment) {
    await countKnock('page.key', visit.ip)
    return null
  }
  const lang = pageLanguage(visit)
  const t = translator(lang)
  const shop = await readShopName(db, world.merchantId)
  return { visit, world, payment, shop, who: shop || t('paypage:shop.unnamed'), lang, t, stage: pageStage(payment, now) }
}

/** Where the payer comes from, as the redirections of our own say. */
export const fromOf = ({ query }: Visit): Origin => (query['from'] === 'page' || query['from'] === 'bank' ? query['from'] : 'outside')

export const summaryOf = ({ payment, shop }: Seat) => ({
  shop,
  amountCents: payment.amount_cents,
  currency: payment.currency,
  description: payment.description ?? '',
})

/** The one the form sent, or the address asks for, where it is on offer; else the first that is. */
export const chosenMethod = ({ visit, payment }: Seat): PaymentMethod | undefined => {
  const methods = methodsOf(payment)
  const asked = visit.body['method'] ?? visit.query['method']
  return methods.find((method) => method === asked) ?? methods[0]
}

/** What pressing the button does to the payer's money. */
export const deedOf = (
  { amount_cents: cents, capture }: PaymentRow,
): 'pay' | 'hold' | 'check' => (capture ? 'pay' : cents === 0 ? 'check' : 'hold')
