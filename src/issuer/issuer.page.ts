import { findCards } from '#src/cards/cards.sql.ts'
import { readPublicKey, readShopName } from '#src/merchants/readPublicKey.sql.ts'
import { isAuthenticationDue, isSessionOpen } from '#src/payments/payment.ts'
import { isSessionOver } from '#src/payments/pageStage.ts'
import { findPaymentByAuthToken, type PaymentRow } from '#src/payments/payments.sql.ts'
import { askedLanguage, pageAddress, seenFromBank } from '#src/paypage/address.page.ts'
import { pageLanguage } from '#src/paypage/language.page.ts'
import { fullAddress, isTrialHouse } from '#src/platform/letterhead.ts'
import { seeOther, type Answer } from '#src/web/answer.ts'
import { framedPolicy, originOf } from '#src/web/frame-policy.ts'
import { translator, type Lang } from '#src/web/i18n.ts'
import type { Handler } from '#src/web/route.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { hearPayer } from './hearPayer.ts'

const steps = ['attempted', 'success', 'declined', 'failed'] as const
type Step = (typeof steps)[number]

/** The session named by the address: its world and 122 random bits. Null where there is none, or it is of the other world. */
const sessionOf = async (visit: Visit): Promise<PaymentRow | null> => {
  const [, mode, token = ''] = /^(test|live)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(param(visit, 'token')) ?? []
  const payment = token === '' ? null : await findPaymentByAuthToken(visit.ctx.db, token)
  return payment?.mode === mode ? payment : null
}

/**
 * Back where he came from: the merchant's address, or our own payment page. Null where there is neither any more (the keys were taken
 * back).
 */
const wayBack = async (visit: Visit, payment: PaymentRow): Promise<string | null> => {
  if (payment.auth_return_url !== null) return payment.auth_return_url
  const key = await readPublicKey(visit.ctx.db, { merchantId: payment.merchant_id, mode: payment.mode })
  return key && seenFromBank(pageAddress({ key, paymentId: payment.id }, { ...askedLanguage(visit), from: 'bank' }), visit.req.get('host'))
}

const isOver = (payment: PaymentRow, now: Date): boolean =>
  payment.auth_state === 'expired' || (isAuthenticationDue(payment.auth_state) && isSessionOver(payment, now))

/**
 * The merchant's page may hold ours, and this one within it. An answer to the form leads to him, or to our own page under its other name.
 */
const policyOf = (payment: PaymentRow | null) => {
  const own = isTrialHouse() ? null : originOf(fullAddress('/'))
  const merchants = payment?.auth_return_url ?? null
  return framedPolicy({
    framedBy: originOf(merchants ?? payment?.return_url ?? null),
    sendsTo: merchants === null ? own : originOf(merchants),
  })
}

const bankPage = (view: string, lang: Lang, payment: PaymentRow | null, model: Record<string, unknown>, status = 200): Answer => {
  const t = translator(lang)
  const frame = { lang, title: t('issuer:title'), isTest: payment?.mode !== 'live' }
  return { kind: 'page', view, status, layout: null, lang, model: { ...model, frame }, policy: policyOf(payment) }
}

const ended = async (visit: Visit, payment: PaymentRow | null, words: 'over' | 'done'): Promise<Answer> => {
  const back = payment && (await wayBack(visit, payment))
  const t = translator(pageLanguage(visit))
  return bankPage('issuer/ended', pageLanguage(visit), payment, {
    title: t(`issuer:${words}.title`),
    text: t(`issuer:${words}.text`),
    back: back ?? '',
  }, payment === null ? 404 : 200)
}

const question = async (visit: Visit, payment: PaymentRow): Promise<Answer> => {
  const [shop, cards] = await Promise.all([
    readShopName(visit.ctx.db, payment.merchant_id),
    findCards(visit.ctx.db, payment.card_id === null ? [] : [payment.card_id]),
  ])
  const query = new URLSearchParams(askedLanguage(visit)).toString()
  return bankPage('issuer/question', pageLanguage(visit), payment, {
    shop,
    amountCents: payment.amount_cents,
    currency: payment.currency,
    last4: cards.get(payment.card_id ?? '')?.last4 ?? '',
    hasBegun: payment.auth_state === 'attempted',
    action: `${visit.path}${query === '' ? '' : `?${query}`}`,
  })
}

/**
 * GET /v1/redirect/:token: the payer's bank, as a simulator of ours plays it: what is to be paid, and what he answers. After six hours, or
 * under an address that never was, the session is over.
 */
export const showBank: Handler = async (visit) => {
  const payment = await sessionOf(visit)
  if (!payment || isOver(payment, visit.ctx.now)) return ended(visit, payment, 'over')
  return isSessionOpen(payment) ? question(visit, payment) : ended(visit, payment, 'done')
}

/** What the payer answers, taken once; then he goes back. An answer that is none shows the question again. */
export const postBank: Handler = async (visit) => {
  const found = await sessionOf(visit)
  const step = steps.find((one) => one === visit.body['step'])
  if (!found || !found.auth_token || !step || isOver(found, visit.ctx.now)) return showBank(visit)
  const payment = await hearPayer(visit.ctx, found.auth_token, step satisfies Step)
  if (!payment || isSessionOpen(payment)) return seeOther(visit.req.originalUrl)
  const back = await wayBack(visit, payment)
  return back === null ? ended(visit, payment, 'done') : seeOther(back)
}
