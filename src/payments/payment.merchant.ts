import { findHoldingCase } from '#src/fraud/fraudCases.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { seesHisMoney } from '#src/merchants/merchant.ts'
import type { MerchantState } from '#src/platform/db.types.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Action, Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { isAuthenticationDue } from './payment.ts'
import { authFacts, cardFacts, mandateFacts, payerFacts } from './paymentFacts.page.ts'
import { lifeColumns, lifeRows, readLife } from './paymentLife.page.ts'
import { ownState } from './payments.merchant.ts'
import type { PaymentRow } from './payments.sql.ts'
import { standOf } from './paymentStand.page.ts'
import { paymentChip, responseText, testChip } from './paymentWords.page.ts'
import { findOwnPayment } from './searchPayments.sql.ts'

const leftOf = ({ amount_cents: amount, refunded_cents: refunded, lost_cents: lost }: PaymentRow): number =>
  Math.max(0, amount - refunded - lost)

/** What he may do with it now: give it back, cancel it, or neither and why. `isHeld`: a fraud case has it under review. */
export const refundAct = (
  payment: PaymentRow,
  merchant: MerchantState,
  isHeld: boolean,
): { act: 'refund' | 'cancel' } | { why: string } => {
  if (seesHisMoney(merchant)) return { why: merchant === 'suspended' ? 'suspended' : 'off' }
  if (isHeld) return { why: 'under_review' }
  if (payment.state === 'authorized' || payment.state === 'to_capture') return { act: 'cancel' }
  if (payment.state !== 'captured') return { why: payment.state }
  return leftOf(payment) > 0 ? { act: 'refund' } : { why: 'refunded' }
}

const actionOf = ({ t }: Visit, payment: PaymentRow, merchant: MerchantState, isHeld: boolean): Action => {
  const may = refundAct(payment, merchant, isHeld)
  if ('why' in may) return { label: t('payments:area.refund'), reason: t(`payments:area.why_not_${may.why}`) }
  return {
    label: t(`payments:area.${may.act}`),
    href: `/merchant/payments/${payment.id}/refund`,
    key: 'r',
    icon: 'refresh',
    kind: may.act === 'cancel' ? 'plain' : 'primary',
  }
}

const headFacts = (visit: Visit, payment: PaymentRow): Fact[] => {
  const { t, lang } = visit
  const { response, order_id: orderId, description } = payment
  return [
    { label: t('payments:list.created'), at: payment.created_at },
    ...(orderId ? [{ label: t('payments:list.order'), text: orderId, isMono: true }] : []),
    ...(description ? [{ label: t('payments:page.description'), text: description }] : []),
    ...(response && response !== '00'
      ? [{ label: t('payments:area.response'), text: `${response} · ${responseText(visit, response)}` }]
      : []),
    ...(payment.state === 'authorized' && payment.authorization_expires_at
      ? [{ label: t('payments:page.authorization_end'), at: payment.authorization_expires_at }]
      : []),
    ...(payment.auth_expires_at && isAuthenticationDue(payment.auth_state)
      ? [{ label: t('payments:page.session_end'), at: payment.auth_expires_at }]
      : []),
    ...(payment.fee_cents > 0 ? [{ label: t('payments:page.fee'), cents: payment.fee_cents, currency: payment.currency }] : []),
    ...(payment.state === 'captured' ? [{ label: t('payments:area.left'), cents: leftOf(payment), currency: payment.currency }] : []),
    ...(payment.bank_on ? [{ label: t('payments:page.bank_day'), text: formatDay(payment.bank_on, lang) }] : []),
  ]
}

/** The signed-in merchant's own payment, in either of his worlds; 404 for another's, and for one that is hidden from him. */
export const ownPayment = async (visit: Visit): Promise<PaymentRow> => {
  const payment = await findOwnPayment(visit.ctx.db, merchantUserOf(visit).merchantId, param(visit, 'id'))
  if (!payment) throw notFound()
  return payment
}

/** GET /merchant/payments/:id */
export const showOwnPayment = async (visit: Visit): Promise<Answer> => {
  const state = await ownState(visit)
  if (!state) return seeOther('/merchant')
  const { ctx, t, lang } = visit
  const payment = await ownPayment(visit)
  const life = await readLife(ctx.db, payment)
  const held = await findHoldingCase(ctx.db, payment.id)
  const { refunds, disputes } = lifeRows(visit, life)
  const columns = lifeColumns(visit)
  return view('payments/own', {
    title: t('payments:page.title', { amount: formatCents(payment.amount_cents, payment.currency, lang) }),
    back: { href: `/merchant/payments?world=${payment.mode}`, label: t('payments:area.back') },
    id: payment.id,
    chip: paymentChip(visit, payment.state),
    test: testChip(visit, payment.mode),
    sentence: standOf(visit, payment),
    facts: headFacts(visit, payment),
    primary: actionOf(visit, payment, state, held !== null),
    fraud: held && { href: `/merchant/fraud-cases/${held.id}`, label: t('fraud:held.open_own') },
    actions: held
      ? []
      : [{
        label: t('fraud:own.report_one'),
        href: `/merchant/fraud-cases/new?payment=${payment.id}`,
        icon: 'flag',
        kind: 'plain' as const,
      }],
    means: life.card ? cardFacts(visit, life.card, false) : life.mandate ? mandateFacts(visit, life.mandate) : [],
    meansTitle: t(`payments:page.${payment.method === 'sepa' ? 'account' : 'card'}`),
    payer: payerFacts(visit, life.payer, life),
    auth: authFacts(visit, payment),
    refunds,
    disputes,
    columns,
  })
}
