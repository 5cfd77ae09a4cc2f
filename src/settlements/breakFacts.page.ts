import { listCalls } from '#src/acquirer/calls.sql.ts'
import { formatCents } from '#src/kernel/money.ts'
import { readLeft } from '#src/disputes/readLeft.ts'
import { findAnyPayment } from '#src/payments/searchPayments.sql.ts'
import { paymentChip } from '#src/payments/paymentWords.page.ts'
import { cancelAnswer, refusedCancel } from '#src/payments/refusedCancel.page.ts'
import { findAnswer, type AnswerRow } from '#src/payouts/answers.sql.ts'
import { findPayout } from '#src/payouts/payouts.sql.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import type { Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { findLine, type LineRow } from './settlements.sql.ts'

/** A break as its page shows it: what was said, and what we know; empty where we know nothing. */
export type Break = {
  what: string
  reason: string
  said: Fact[]
  known: Fact[] /** It fits since then, by itself. */
  healedAt: Date | null
  resolvedAt: Date | null
  resolvedBy: string | null
  resolution: string | null
  cents: number | null
  currency: string | null
}

type Money = { amount_cents: number | null; currency: string | null }

/** An amount of ours, with the other side's beside it where the two are not the same. */
const amountFact = ({ t, lang }: Visit, ours: { amount_cents: number; currency: string }, theirs: Money): Fact => {
  const differs = theirs.amount_cents !== null && (theirs.amount_cents !== ours.amount_cents || theirs.currency !== ours.currency)
  const other = differs ? formatCents(theirs.amount_cents!, theirs.currency ?? ours.currency, lang) : ''
  return {
    label: t('settlements:break.amount'),
    cents: ours.amount_cents,
    currency: ours.currency,
    ...(differs ? { note: t('settlements:break.differs', { other }) } : {}),
  }
}

const saidAmount = (
  { t }: Visit,
  { amount_cents: cents, currency }: Money,
): Fact[] => (cents === null ? [] : [{ label: t('settlements:break.amount'), cents, currency: currency ?? 'eur' }])

const paymentFacts = async (visit: Visit, line: LineRow): Promise<Fact[]> => {
  const { t, ctx, lang } = visit
  const payment = line.payment_id === null ? null : await findAnyPayment(ctx.db, line.payment_id)
  if (!payment) return []
  const refused = refusedCancel(await listCalls(ctx.db, payment.id))
  return [
    { label: t('settlements:break.payment'), text: payment.id, href: `/console/payments/${payment.id}` },
    amountFact(visit, payment, line),
    { label: t('settlements:break.state'), chip: paymentChip(visit, payment.state) },
    {
      label: t('settlements:break.merchant'),
      text: payment.merchantName || payment.merchant_id,
      href: `/console/merchants/${payment.merchant_id}`,
    },
    { label: t('settlements:break.world'), text: t(`payments:world.${payment.mode}`) },
    { label: t('settlements:break.created'), at: payment.created_at },
    ...(payment.captured_at ? [{ label: t('settlements:break.captured'), at: payment.captured_at }] : []),
    ...(refused ? [{ label: t('settlements:break.cancel'), text: cancelAnswer(visit, refused.response) }] : []),
    ...(payment.refunded_cents > 0
      ? [{ label: t('settlements:break.refunded'), text: formatCents(payment.refunded_cents, payment.currency, lang) }]
      : []),
    ...(line.act === 'dispute'
      ? [{ label: t('settlements:break.left'), text: formatCents(await readLeft(ctx.db, payment), payment.currency, lang) }]
      : []),
  ]
}

const lineBreak = async (visit: Visit, line: LineRow): Promise<Break> => {
  const { t, lang } = visit
  const what = t(`settlements:act.${line.act}`)
  return {
    what,
    reason: line.reason ?? '',
    known: await paymentFacts(visit, line),
    healedAt: line.healed_at,
    resolvedAt: line.resolved_at,
    resolvedBy: line.resolved_by,
    resolution: line.resolution,
    cents: line.amount_cents,
    currency: line.currency,
    said: [
      { label: t('settlements:break.kind'), text: what },
      ...saidAmount(visit, line),
      { label: t('settlements:break.day'), text: formatDay(line.settled_on, lang) },
      { label: t('settlements:break.reference'), id: line.reference },
      { label: t('settlements:break.read'), at: line.read_at },
    ],
  }
}

const payoutFacts = async (visit: Visit, answer: AnswerRow): Promise<Fact[]> => {
  const { t, ctx } = visit
  const payout = answer.payout_id === null ? null : await findPayout(ctx.db, answer.payout_id)
  if (!payout) return []
  const merchant = await findMerchant(ctx.db, payout.merchant_id)
  return [
    { label: t('settlements:break.payout'), text: payout.id, href: `/console/payouts/${payout.id}` },
    amountFact(visit, payout, answer),
    { label: t('settlements:break.state'), text: t(`payouts:state.${payout.state}`) },
    {
      label: t('settlements:break.merchant'),
      text: merchant?.name || payout.merchant_id,
      href: `/console/merchants/${payout.merchant_id}`,
    },
    { label: t('settlements:break.created'), at: payout.created_at },
  ]
}

const answerBreak = async (visit: Visit, answer: AnswerRow): Promise<Break> => {
  const { t, lang } = visit
  const what = t(`settlements:said.${answer.said}`)
  return {
    what,
    reason: answer.broken ?? '',
    known: await payoutFacts(visit, answer),
    healedAt: answer.healed_at,
    resolvedAt: answer.resolved_at,
    resolvedBy: answer.resolved_by,
    resolution: answer.resolution,
    cents: answer.amount_cents,
    currency: answer.currency,
    said: [
      { label: t('settlements:break.kind'), text: what },
      ...saidAmount(visit, answer),
      ...(answer.bank_on ? [{ label: t('settlements:break.day'), text: formatDay(answer.bank_on, lang) }] : []),
      ...(answer.reason ? [{ label: t('settlements:break.bank_reason'), text: answer.reason, isMono: true }] : []),
      { label: t('settlements:break.reference'), id: answer.end_to_end_id },
      { label: t('settlements:break.read'), at: answer.read_at },
    ],
  }
}

/** Null where there is none, or where it fitted. */
export const readBreak = async (visit: Visit, id: string): Promise<Break | null> => {
  const line = await findLine(visit.ctx.db, id)
  if (line) return line.outcome === 'broken' || line.healed_at ? lineBreak(visit, line) : null
  const answer = await findAnswer(visit.ctx.db, id)
  return answer && (answer.outcome === 'broken' || answer.healed_at) ? answerBreak(visit, answer) : null
}
