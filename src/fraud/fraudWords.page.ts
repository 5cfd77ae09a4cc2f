import { formatCents } from '#src/kernel/money.ts'
import { paymentChip } from '#src/payments/paymentWords.page.ts'
import type { Chip, Columns, Figure, Tone } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Counts, Standing } from './casePayments.sql.ts'
import type { Figures, FraudCaseState, Totals } from './fraudCase.ts'

// How pages say what a case is and what its payments are.

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const tones: Record<FraudCaseState, Tone> = {
  open: 'warning',
  under_review: 'waiting',
  proposed: 'waiting',
  applying: 'waiting',
  confirmed: 'bad',
  undo_proposed: 'waiting',
  undoing: 'waiting',
  undone: 'neutral',
  rejected: 'neutral',
  withdrawn: 'neutral',
}

export const caseChip = ({ t }: Pick<Visit, 't'>, state: FraudCaseState): Chip => ({ tone: tones[state], label: t(`fraud:state.${state}`) })
/** To its merchant: received, under review, over. Who proposed what is ours. */
export const ownChip = ({ t }: Pick<Visit, 't'>, state: FraudCaseState): Chip => ({
  tone: state === 'open' ? 'waiting' : state === 'confirmed' || state === 'undo_proposed' ? 'neutral' : tones[state],
  label: t(`fraud:own.state.${state}`),
})

/** « 250,00 € », or one amount per currency. */
export const totalText = ({ lang }: Pick<Visit, 'lang'>, totals: Totals): string =>
  Object.entries(totals).map(([currency, cents]) => formatCents(cents, currency, lang)).join(' + ') || formatCents(0, 'eur', lang)

export const figuresText = (visit: Visit, { count, totals }: Figures): string =>
  visit.t('fraud:figures', { count, total: totalText(visit, totals) })

/** Figures of what the payments are; of what none is, nothing. */
export const countFigures = ({ t }: Visit, counts: Counts): Figure[] =>
  (['captured', 'disputed', 'refunded', 'underWay', 'paidOut', 'notCaptured'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => ({
      label: t(`fraud:count.${name}`),
      value: String(counts[name]),
      ...(name === 'underWay' || name === 'disputed' ? { tone: 'warning' as const } : {}),
    }))

/** What a payment is beside its state, each in a few words. */
const standsOf = ({ t, lang }: Visit, { refundedCents, underWayCents, currency, dispute, payoutId }: Standing): string[] => [
  ...(refundedCents - underWayCents > 0
    ? [t('fraud:stand.refunded', { amount: formatCents(refundedCents - underWayCents, currency, lang) })]
    : []),
  ...(underWayCents > 0 ? [t('fraud:stand.under_way', { amount: formatCents(underWayCents, currency, lang) })] : []),
  ...(dispute ? [t(`fraud:stand.dispute_${dispute}`)] : []),
  ...(payoutId ? [t('fraud:stand.paid_out')] : []),
]

/** A line of a list of payments. `base`: where the reader's payments stand. */
export const standingRow = (visit: Visit, base: string, one: Standing) => ({
  id: one.paymentId,
  href: `${base}/${one.paymentId}`,
  cents: one.amountCents,
  currency: one.currency.toUpperCase(),
  chip: paymentChip(visit, one.state),
  order: one.orderId ?? '',
  createdAt: one.createdAt,
  stands: standsOf(visit, one),
  label: formatCents(one.amountCents, one.currency, visit.lang),
})

export const standingColumns = ({ t }: Visit): Columns => ({
  amount: { label: t('fraud:column.amount'), isLead: true, isNumber: true },
  state: { label: t('fraud:column.payment_state') },
  stands: { label: t('fraud:column.stands'), isWide: true },
  created: { label: t('fraud:column.paid') },
})
