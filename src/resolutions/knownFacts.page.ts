import { findAnyPayment } from '#src/payments/searchPayments.sql.ts'
import { authFacts, deviceFacts, payerFacts } from '#src/payments/paymentFacts.page.ts'
import { readLife, type PaymentLife } from '#src/payments/paymentLife.page.ts'
import type { PaymentRow } from '#src/payments/payments.sql.ts'
import { brandText, refundChip, responseText } from '#src/payments/paymentWords.page.ts'
import { formatCents } from '#src/kernel/money.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Fact } from '#src/web/components.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Section } from './assembleFile.ts'
import { listEarlierPayments } from './knownFacts.sql.ts'
import { compelling, compellingPayments, type KnownPayment } from './resolution.ts'

/** What the program knows of a contested payment by itself: for the page, and for the file that leaves. */
export type Known = { payment: PaymentRow; life: PaymentLife; earlier: KnownPayment[] }

export const readKnown = async (db: ReadDb, paymentId: string): Promise<Known> => {
  const payment = (await findAnyPayment(db, paymentId))!
  return { payment, life: await readLife(db, payment), earlier: await listEarlierPayments(db, paymentId) }
}

const sayFact = ({ lang }: Visit, { text, at, day, cents, currency, id, chip }: Fact): string =>
  text ?? id ?? chip?.label ??
    (at ? formatInstant(at, lang) : day ? formatDay(day, lang) : cents === undefined ? '' : formatCents(cents, currency ?? 'eur', lang))

const factSection = (visit: Visit, title: string, facts: readonly Fact[]): Section[] => (facts.length === 0
  ? []
  : [{ title: visit.t(title), facts: facts.map((fact) => ({ label: fact.label, value: sayFact(visit, fact) })) }])

const paymentFactsOf = (visit: Visit, { payment, life }: Known): Fact[] => {
  const { t } = visit
  const { card, mandate } = life
  return [
    { label: t('disputes:known.payment_id'), text: payment.id },
    { label: t('disputes:known.amount'), cents: payment.amount_cents, currency: payment.currency },
    { label: t('disputes:known.created'), at: payment.created_at },
    ...(payment.captured_at ? [{ label: t('disputes:known.captured'), at: payment.captured_at }] : []),
    ...(payment.order_id ? [{ label: t('disputes:known.order'), text: payment.order_id }] : []),
    ...(payment.description ? [{ label: t('disputes:known.description'), text: payment.description }] : []),
    // four digits and no more: the file leaves the house (SEC-03)
    ...(card ? [{ label: t('payments:page.number'), text: `${brandText(visit, card.brand)} •••• ${card.last4}` }] : []),
    ...(mandate ? [{ label: t('payments:page.iban'), text: `${mandate.country} •••• ${mandate.last4}` }] : []),
  ]
}

const authorisationFacts = (visit: Visit, { life }: Known): Fact[] =>
  life.calls.filter(({ act, state }) => state === 'answered' && (act === 'authorize' || act === 'debit' || act === 'capture')).map((
    call,
  ) => ({
    label: visit.t(`payments:act.${call.act}`),
    text: [
      formatInstant(call.answered_at ?? call.asked_at, visit.lang),
      formatCents(call.amount_cents, call.currency, visit.lang),
      `${call.response} ${responseText(visit, call.response ?? '')}`,
      call.reference,
    ]
      .filter(Boolean)
      .join(' · '),
  }))

const authenticationFacts = (visit: Visit, { payment }: Known): Fact[] => {
  const said = authFacts(visit, { ...payment, auth_return_url: null })
  return said.length > 0 ? said : [{ label: visit.t('payments:page.auth_state'), text: visit.t('disputes:known.no_auth') }]
}

const sameText = ({ t }: Visit, one: KnownPayment): string =>
  [
    one.isSameIp && t('disputes:known.same_ip'),
    one.isSameDevice && t('disputes:known.same_device'),
    one.isSameAddress && t('disputes:known.same_address'),
    one.isSameEmail && t('disputes:known.same_email'),
  ]
    .filter(Boolean)
    .join(', ') || '–'

const earlierSection = (visit: Visit, { earlier }: Known): Section[] => {
  if (earlier.length === 0) return []
  const { t, lang } = visit
  const enough = compelling(earlier).length
  return [{
    title: t('disputes:known.earlier'),
    words: t(enough >= compellingPayments ? 'disputes:known.earlier_enough' : 'disputes:known.earlier_text', { count: enough }),
    table: {
      columns: [{ label: t('disputes:known.day'), width: 110 }, { label: t('disputes:column.amount'), width: 80, isRight: true }, {
        label: '',
        width: 14,
      }, { label: t('disputes:known.same'), width: 267 }],
      rows: earlier.map((
        one,
      ) => [formatDay(parisDay(one.capturedAt), lang), formatCents(one.amountCents, one.currency, lang), '', sameText(visit, one)]),
    },
  }]
}

const refundFacts = (visit: Visit, { life }: Known): Fact[] =>
  life.refunds.filter(({ hidden_at: hiddenAt }) => hiddenAt === null).map((refund) => ({
    label: formatInstant(refund.created_at, visit.lang),
    text: `${formatCents(refund.amount_cents, refund.currency, visit.lang)} · ${refundChip(visit, refund.state).label}`,
  }))

/** In the reader's language: the visitor's, or the network's. What is not known is left out. */
export const knownSections = (visit: Visit, known: Known): Section[] => [
  ...factSection(visit, 'disputes:known.payment', paymentFactsOf(visit, known)),
  ...factSection(visit, 'disputes:known.authentication', authenticationFacts(visit, known)),
  ...factSection(visit, 'disputes:known.authorisation', authorisationFacts(visit, known)),
  ...factSection(visit, 'disputes:known.device', deviceFacts(visit, known.payment)),
  ...factSection(visit, 'disputes:known.payer', payerFacts(visit, known.life.payer, known.life)),
  ...earlierSection(visit, known),
  ...factSection(visit, 'disputes:known.refunds', refundFacts(visit, known)),
]
