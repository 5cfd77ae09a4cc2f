import { z } from 'zod'
import { findCards } from '#src/cards/cards.sql.ts'
import { isUnderReview } from '#src/fraud/fraudCases.sql.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { formatCents, minorDigits, parseCents } from '#src/kernel/money.ts'
import { ownPayment, refundAct } from '#src/payments/payment.merchant.ts'
import { ownState } from '#src/payments/payments.merchant.ts'
import type { PaymentRow } from '#src/payments/payments.sql.ts'
import { meansText } from '#src/payments/paymentWords.page.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field } from '#src/web/components.ts'
import { optionalLine, parse } from '#src/web/fields.ts'
import { invalid } from '#src/kernel/errors.ts'
import type { Visit } from '#src/web/visit.ts'
import { leastRefundCents } from './refund.ts'
import { refundByMerchant } from './refundByMerchant.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const placeOf = ({ id }: PaymentRow): string => `/merchant/payments/${id}`
const leftOf = ({ amount_cents: amount, refunded_cents: refunded, lost_cents: lost }: PaymentRow): number =>
  Math.max(0, amount - refunded - lost)

/** What he typed, in minor units: a yen has no cents, and « 12,50 » of it is no amount. */
const minorOf = (text: string, currency: string): number | null => {
  const cents = parseCents(text)
  if (cents === null || cents <= 0) return null
  const minor = minorDigits(currency) === 0 ? cents / 100 : cents
  return Number.isSafeInteger(minor) ? minor : null
}

/** As he would type it. */
const typedAmount = (minor: number, { currency }: PaymentRow, lang: 'fr' | 'en'): string => {
  const digits = minorDigits(currency)
  const text = String(minor).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}${lang === 'fr' ? ',' : '.'}${text.slice(-digits)}`
}

const meansOf = async (visit: Visit, { method, card_id: cardId, mandate_id: mandateId }: PaymentRow): Promise<string> => {
  const card = cardId && (await findCards(visit.ctx.db, [cardId])).get(cardId)
  const mandate = mandateId && (await findMandates(visit.ctx.db, [mandateId])).get(mandateId)
  return meansText(visit, { method, brand: card ? card.brand : null, last4: (card || mandate || null)?.last4 ?? null }) ||
    visit.t('payments:refund.means_unknown')
}

const fieldsOf = ({ t, lang }: Visit, payment: PaymentRow): Field[] => {
  const left = leftOf(payment)
  const said = (minor: number): string => formatCents(minor, payment.currency, lang)
  return [{
    name: 'amount',
    type: 'text',
    inputmode: 'decimal',
    label: t('payments:refund.amount'),
    hint: t('payments:refund.amount_hint', { left: said(left), least: said(Math.min(left, leastRefundCents)) }),
    value: typedAmount(left, payment, lang),
    suffix: payment.currency.toUpperCase(),
    width: 'short',
    isRequired: true,
    autocomplete: 'off',
  }]
}

const effectsOf = async (visit: Visit, payment: PaymentRow, isCancel: boolean): Promise<Effect[]> => {
  const { t, lang } = visit
  const [amount, means] = [formatCents(payment.amount_cents, payment.currency, lang), await meansOf(visit, payment)]
  if (isCancel) return [{ figure: amount, text: t('payments:refund.effect_cancel'), tone: 'good' }]
  return [
    {
      figure: t('payments:refund.effect_back_figure', { left: formatCents(leftOf(payment), payment.currency, lang) }),
      text: t('payments:refund.effect_back', { means }),
    },
    { figure: t('payments:refund.effect_balance_figure'), text: t('payments:refund.effect_balance') },
    { figure: t('payments:refund.effect_fee_figure'), text: t('payments:refund.effect_fee') },
  ]
}

/**
 * GET /merchant/payments/:id/refund: what giving it back would do; what is left is shown. A payment that does not allow it says so on its
 * own page.
 */
export const showRefund = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, lang } = visit
  const state = await ownState(visit)
  if (!state) return seeOther('/merchant')
  const payment = await ownPayment(visit)
  const may = refundAct(payment, state, await isUnderReview(visit.ctx.db, payment.id))
  if ('why' in may) return seeOther(placeOf(payment))
  const isCancel = may.act === 'cancel'
  const [amount, left] = [formatCents(payment.amount_cents, payment.currency, lang), formatCents(leftOf(payment), payment.currency, lang)]
  const fields = isCancel ? [] : fieldsOf(visit, payment)
  const back = { href: placeOf(payment), label: t('payments:refund.keep') }
  return view('payments/refund', {
    title: isCancel ? t('payments:refund.title_cancel') : t('payments:refund.title', { amount }),
    sentence: t(`payments:refund.${isCancel ? 'sentence_cancel' : 'sentence'}`, { left }),
    back,
    id: payment.id,
    errors: errorLines(refused?.errors, t),
    action: `${placeOf(payment)}/refund`,
    intro: t('payments:refund.intro'),
    effects: await effectsOf(visit, payment, isCancel),
    undo: t('payments:refund.undo'),
    hidden: [{ name: 'ticket', value: newTicket() }],
    fields: refused ? refill(fields, refused.values, refused.errors, t) : fields,
    submit: t(`payments:refund.${isCancel ? 'submit_cancel' : 'submit'}`),
    cancel: back,
  })
}

const form = z.object({ amount: optionalLine(40), ticket: z.string().max(64).optional().catch(undefined) })

/** POST /merchant/payments/:id/refund */
export const postRefund = async (visit: Visit): Promise<Answer> => {
  const state = await ownState(visit)
  if (!state) return seeOther('/merchant')
  const payment = await ownPayment(visit)
  const { amount, ticket } = parse(form, visit.body)
  const isCancel = payment.state === 'authorized' || payment.state === 'to_capture'
  if (amount === '' && !isCancel) throw invalid({ amount: 'web:field.missing' }) // all of it is given back by saying so
  const amountCents = amount === '' ? null : minorOf(amount, payment.currency)
  if (amount !== '' && amountCents === null) throw invalid({ amount: 'payments:refund.bad_amount' })
  await refundByMerchant(visit.ctx, { paymentId: payment.id, amountCents, ticket })
  return seeOther(placeOf(payment), good(`payments:refund.${isCancel ? 'done_cancel' : 'done'}`))
}
