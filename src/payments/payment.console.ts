import { correctionsConcerning } from '#src/corrections/correctionsAbout.page.ts'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { findHoldingCase } from '#src/fraud/fraudCases.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { entryModel, legColumns } from '#src/ledger/entryModel.page.ts'
import { earliestPayout } from '#src/releases/earliestPayout.page.ts'
import { restrictionNotice } from '#src/restrictions/restrictionNotice.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { openPayment } from './openPayment.ts'
import { isAuthenticationDue } from './payment.ts'
import { authFacts, cardFacts, deviceFacts, mandateFacts, payerFacts } from './paymentFacts.page.ts'
import { lifeColumns, lifeRows, readLife, type PaymentLife } from './paymentLife.page.ts'
import { standOf } from './paymentStand.page.ts'
import { paymentChip, testChip } from './paymentWords.page.ts'
import type { PaymentRow } from './payments.sql.ts'
import { cancelNotice } from './refusedCancel.page.ts'
import { findAnyPayment } from './searchPayments.sql.ts'

const shownEvents = 40

const headFacts = (
  { t, lang }: Visit,
  payment: PaymentRow & { merchantName: string },
  { payouts }: PaymentLife,
  maySeePayouts: boolean,
): Fact[] => [
  {
    label: t('payments:list.merchant'),
    text: payment.merchantName || t('payments:list.unnamed'),
    href: `/console/merchants/${payment.merchant_id}`,
  },
  { label: t('payments:page.world'), text: t(`payments:world.${payment.mode}`) },
  ...(payment.method ? [{ label: t('payments:list.method'), text: t(`payments:method.${payment.method}`) }] : []),
  ...(payment.order_id ? [{ label: t('payments:list.order'), text: payment.order_id, isMono: true }] : []),
  { label: t('payments:list.created'), at: payment.created_at },
  ...(payment.state === 'authorized' && payment.authorization_expires_at
    ? [{ label: t('payments:page.authorization_end'), at: payment.authorization_expires_at }]
    : []),
  ...(payment.auth_expires_at && isAuthenticationDue(payment.auth_state)
    ? [{ label: t('payments:page.session_end'), at: payment.auth_expires_at }]
    : []),
  ...(payment.fee_cents > 0 ? [{ label: t('payments:page.fee'), cents: payment.fee_cents, currency: payment.currency }] : []),
  ...(payment.bank_on ? [{ label: t('payments:page.bank_day'), text: formatDay(payment.bank_on, lang) }] : []),
  ...payouts.map((id) => ({
    label: t('payments:page.payout'),
    ...(maySeePayouts ? { text: id, href: `/console/payouts/${id}` } : { id }),
  })),
]

const moreFacts = (
  { t }: Visit,
  { description, unique_id: uniqueId, authorized_at: authorizedAt, captured_at: capturedAt, return_url: returnUrl }: PaymentRow,
): Fact[] => [
  ...(description ? [{ label: t('payments:page.description'), text: description }] : []),
  ...(uniqueId ? [{ label: t('payments:page.unique_id'), text: uniqueId }] : []),
  ...(authorizedAt ? [{ label: t('payments:page.authorized'), at: authorizedAt }] : []),
  ...(capturedAt ? [{ label: t('payments:page.captured'), at: capturedAt }] : []),
  ...(returnUrl ? [{ label: t('payments:page.returns_to'), text: new URL(returnUrl).host }] : []),
]

const meansFacts = (visit: Visit, { card, mandate }: PaymentLife, showsFirst6: boolean): Fact[] =>
  card ? cardFacts(visit, card, showsFirst6) : mandate ? mandateFacts(visit, mandate) : []

const historyOf = async (visit: Visit, { subjects }: PaymentLife) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectIds: subjects }, { limit: shownEvents })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

/**
 * GET /console/payments/:id: its whole life. Nothing of a card but its last four, and the first six for who may; that he saw them is
 * recorded.
 */
export const showPayment = async (visit: Visit): Promise<Answer> => {
  const { ctx, t, lang } = visit
  const payment = await findAnyPayment(ctx.db, param(visit, 'id'))
  if (!payment) throw notFound()
  const showsFirst6 = isAllowed(staffOf(visit).roles, 'cards.read')
  if (showsFirst6 && payment.card_id) await openPayment(ctx, payment)
  const life = await readLife(ctx.db, payment)
  const held = await findHoldingCase(ctx.db, payment.id)
  return view('payments/show', {
    title: t('payments:page.title', { amount: formatCents(payment.amount_cents, payment.currency, lang) }),
    back: { href: `/console/payments${payment.mode === 'test' ? '?world=test' : ''}`, label: t('payments:page.back') },
    id: payment.id,
    chip: paymentChip(visit, payment.state),
    test: testChip(visit, payment.mode),
    hidden: payment.hidden_at ? t('payments:page.hidden') : '',
    sentence: standOf(visit, payment),
    facts: [
      ...headFacts(visit, payment, life, isAllowed(staffOf(visit).roles, 'payouts.read')),
      ...(await earliestPayout(visit, payment, life.payouts.length > 0)),
    ],
    more: moreFacts(visit, payment),
    restricted: await restrictionNotice(visit, [payment.payer_id, payment.card_id, payment.mandate_id]),
    fraud: held && { href: `/console/fraud-cases/${held.id}`, label: t('fraud:held.open') },
    actions: held || !isAllowed(staffOf(visit).roles, 'fraud.work')
      ? []
      : [{ label: t('fraud:act.open_with'), href: `/console/fraud-cases/new?payment=${payment.id}`, icon: 'flag', kind: 'plain' as const }],
    uncanceled: cancelNotice(visit, life),
    means: meansFacts(visit, life, showsFirst6),
    meansTitle: t(`payments:page.${payment.method === 'sepa' ? 'account' : 'card'}`),
    payer: payerFacts(visit, life.payer, life),
    device: deviceFacts(visit, payment),
    auth: authFacts(visit, payment),
    columns: lifeColumns(visit),
    ...lifeRows(visit, life),
    legs: legColumns(visit),
    entries: life.entries.map((entry) => entryModel(visit, entry)),
    corrections: await correctionsConcerning(visit, payment.id, { isLive: payment.mode === 'live' }),
    history: await historyOf(visit, life),
  })
}
