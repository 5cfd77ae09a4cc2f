import { listCalls, type CallRow } from '#src/acquirer/calls.sql.ts'
import { findCards } from '#src/cards/cards.sql.ts'
import { listDisputesOfPayment, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { entriesOfAll } from '#src/ledger/reads.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { findAddress, findPayers } from '#src/payers/payers.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findRefundsOf, type RefundRow } from '#src/refunds/refunds.sql.ts'
import { listLinesOf, type LineRow } from '#src/settlements/settlements.sql.ts'
import type { Columns } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { PaymentRow } from './payments.sql.ts'
import { disputeChip, disputeText, refundChip, responseText } from './paymentWords.page.ts'
import { listPayoutIdsOf } from './searchPayments.sql.ts'

/** Everything that hangs on a payment: a dozen questions, each by an index. */
export const readLife = async (db: ReadDb, payment: PaymentRow) => {
  const { id, merchant_id: merchantId, mode } = payment
  const address = (addressId: string | null) => (addressId === null ? null : findAddress(db, { merchantId, mode }, addressId))
  const [cards, mandates, payers, billing, shipping, calls, refundsOf, disputes, lines, payouts] = await Promise.all([
    findCards(db, payment.card_id ? [payment.card_id] : []),
    findMandates(db, payment.mandate_id ? [payment.mandate_id] : []),
    findPayers(db, payment.payer_id ? [payment.payer_id] : []),
    address(payment.billing_address_id),
    address(payment.shipping_address_id),
    listCalls(db, id),
    findRefundsOf(db, [id]),
    listDisputesOfPayment(db, id),
    listLinesOf(db, id),
    listPayoutIdsOf(db, id),
  ])
  const refunds = refundsOf.get(id) ?? []
  const subjects = [id, ...refunds.map((one) => one.id), ...disputes.map((one) => one.id)]
  return {
    card: cards.get(payment.card_id ?? '') ?? null,
    mandate: mandates.get(payment.mandate_id ?? '') ?? null,
    payer: payers.get(payment.payer_id ?? '') ?? null,
    billing,
    shipping,
    calls,
    refunds,
    disputes,
    lines,
    payouts,
    subjects,
    entries: await entriesOfAll(db, subjects),
  }
}
export type PaymentLife = Awaited<ReturnType<typeof readLife>>

/** What came back, with its meaning; that nothing came yet is said too: it is asked for, never guessed. */
const answerText = (
  visit: Visit,
  { state, response }: CallRow,
): string => (response === null ? visit.t(`payments:call_state.${state}`) : `${response} · ${responseText(visit, response)}`)

const callRow = (visit: Visit, call: CallRow) => ({
  act: visit.t(`payments:act.${call.act}`),
  cents: call.amount_cents,
  currency: call.currency,
  askedAt: call.asked_at,
  answeredAt: call.answered_at,
  answer: answerText(visit, call),
  reference: call.reference ?? '',
  tries: call.tries > 1 ? visit.t('payments:page.tries', { count: call.tries }) : '',
})

const refundRow = (visit: Visit, refund: RefundRow) => ({
  id: refund.id,
  cents: refund.amount_cents,
  currency: refund.currency,
  createdAt: refund.created_at,
  sentAt: refund.sent_at,
  bankOn: refund.bank_on,
  chip: refundChip(visit, refund.state),
})

const disputeRow = (visit: Visit, dispute: DisputeRow) => ({
  id: dispute.id,
  href: `/${visit.ctx.actor.kind === 'merchant' ? 'merchant' : 'console'}/disputes/${dispute.id}`,
  cents: dispute.amount_cents,
  currency: dispute.currency,
  feeCents: dispute.fee_cents,
  createdAt: dispute.created_at,
  closedAt: dispute.closed_at,
  chip: disputeChip(visit, dispute.state),
  why: `${visit.t(`payments:network.${dispute.network}`)} ${dispute.code} · ${disputeText(visit, dispute.network, dispute.code)}`,
})

const lineRow = ({ t }: Visit, line: LineRow) => {
  const isOpen = line.outcome === 'broken' && line.resolved_at === null
  const word = line.outcome === 'matched' ? 'matched' : isOpen ? 'broken' : 'resolved'
  return {
    act: t(`settlements:act.${line.act}`),
    day: line.settled_on,
    cents: line.amount_cents,
    currency: line.currency,
    reference: line.reference,
    href: line.outcome === 'broken' ? `/console/breaks/${line.id}` : '',
    chip: { tone: isOpen ? ('warning' as const) : ('good' as const), label: t(`settlements:outcome.${word}`) },
  }
}

/** The parts of a payment that are lists, as rows of the view. */
export const lifeRows = (visit: Visit, life: PaymentLife) => ({
  calls: life.calls.map((call) => callRow(visit, call)),
  refunds: life.refunds.map((refund) => refundRow(visit, refund)),
  disputes: life.disputes.map((dispute) => disputeRow(visit, dispute)),
  lines: life.lines.map((line) => lineRow(visit, line)),
})

export const lifeColumns = ({ t }: Visit): Record<'calls' | 'refunds' | 'disputes' | 'lines', Columns> => {
  const amount = { label: t('payments:list.amount'), isNumber: true }
  const state = { label: t('payments:list.state') }
  return {
    calls: {
      act: { label: t('payments:page.act'), isLead: true },
      amount,
      asked: { label: t('payments:page.asked') },
      answer: { label: t('payments:page.answer'), isWide: true },
    },
    refunds: {
      amount: { ...amount, isLead: true },
      state,
      created: { label: t('payments:page.asked') },
      bank: { label: t('payments:page.bank_day') },
      id: { label: t('payments:page.id'), isWide: true },
    },
    disputes: {
      amount: { ...amount, isLead: true },
      state,
      why: { label: t('payments:page.why'), isWide: true },
      fee: { label: t('payments:page.fee'), isNumber: true },
      created: { label: t('payments:page.opened') },
    },
    lines: {
      act: { label: t('payments:page.act'), isLead: true },
      day: { label: t('payments:page.settled') },
      amount,
      reference: { label: t('payments:page.reference'), isWide: true },
      state,
    },
  }
}
