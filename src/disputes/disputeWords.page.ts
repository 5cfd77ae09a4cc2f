import { endOfParisDay, parisDay, daysBetween } from '#src/kernel/calendar.ts'
import { disputeChip, disputeText } from '#src/payments/paymentWords.page.ts'
import type { Chip, Fact } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { isOnItsWay, type SendingState } from '#src/sendings/sending.ts'
import type { DisputeRow } from './disputes.sql.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** « Le payeur dit avoir été débité deux fois » */
export const categoryText = ({ t }: Pick<Visit, 't'>, category: string): string => upper(t(`disputes:category.${category}`))

/** « Visa 1040 · Fraude, carte absente » */
export const codeText = (visit: Visit, { network, code }: Pick<DisputeRow, 'network' | 'code'>): string =>
  `${visit.t(`payments:network.${network}`)} ${code} · ${disputeText(visit, network, code)}`

/** A returned debit cannot be answered. */
export const isFinal = ({ network }: Pick<DisputeRow, 'network'>): boolean => network === 'sepa'

/** `sendingState`: of the evidence file, where one was decided: what is on its way is not there. */
export type Dated = Pick<DisputeRow, 'closed_at' | 'network' | 'state'> & { sendingState?: SendingState | null }

/**
 * A date that binds: its end in Paris, how it is said, and how it looks. Nothing where nothing binds any more: it is over, or our answer is
 * there.
 */
export const dateOf = (
  { t, ctx }: Visit,
  dispute: Dated,
  lastDay: string,
): { day: string; endsAt: Date; tone: Chip['tone']; left: string; hours: number; isPressing: boolean } | null => {
  if (dispute.closed_at !== null || isFinal(dispute) || (dispute.state === 'represented' && !isOnItsWay(dispute.sendingState))) return null
  const endsAt = endOfParisDay(lastDay)
  const [today, hours] = [parisDay(ctx.now), Math.floor((endsAt.getTime() - ctx.now.getTime()) / 3_600_000)]
  const days = daysBetween(today, lastDay)
  if (days < 0) return { day: lastDay, endsAt, tone: 'bad', left: t('disputes:date.passed'), hours: 0, isPressing: true }
  const isNear = days <= 7
  return {
    day: lastDay,
    endsAt,
    tone: isNear ? 'warning' : 'neutral',
    left: hours < 72 ? t('disputes:date.hours', { count: hours }) : t('disputes:date.days', { count: days }),
    hours,
    isPressing: hours < 72,
  }
}

/** In the last three days, the true hours left; else the day says it. */
export const hoursText = (visit: Visit, dispute: Dated, lastDay: string): string => {
  const date = dateOf(visit, dispute, lastDay)
  return date && date.isPressing ? date.left : ''
}

/** The date as a chip beside its day. */
export const dateChip = (visit: Visit, dispute: Dated, lastDay: string): Chip | null => {
  const date = dateOf(visit, dispute, lastDay)
  return date && { tone: date.tone, label: date.left, icon: 'clock' }
}

/** Why it is over. A returned debit was over from the day it came: nobody was late with anything. */
export const causeText = ({ t }: Pick<Visit, 't'>, dispute: Pick<DisputeRow, 'network' | 'cause'>): string =>
  t(isFinal(dispute) && dispute.cause === 'expired' ? 'disputes:cause.returned' : `disputes:cause.${dispute.cause}`)

/** Decided, and not acknowledged: it is not with the network yet. */
export const stateChip = (
  visit: Visit,
  { state, sendingState, network }: Pick<DisputeRow, 'state' | 'network'> & { sendingState?: SendingState | null },
): Chip =>
  state === 'lost' && isFinal({ network }) ?
    { tone: 'bad', label: visit.t('disputes:own.returned') }
    : state === 'represented' && isOnItsWay(sendingState)
    ? { tone: 'waiting', label: visit.t('disputes:sending.chip') }
    : disputeChip(visit, state)

/** As its merchant reads it. */
export const amountFacts = (visit: Visit, dispute: DisputeRow): Fact[] => [
  { label: visit.t('disputes:column.amount'), cents: dispute.amount_cents, currency: dispute.currency },
  { label: visit.t('disputes:column.code'), text: codeText(visit, dispute) },
  { label: visit.t('disputes:column.opened'), at: dispute.created_at },
  ...(dispute.closed_at
    ? [{ label: visit.t('disputes:column.closed'), at: dispute.closed_at }, {
      label: visit.t('disputes:column.cause'),
      text: causeText(visit, dispute),
    }]
    : []),
  ...(dispute.won_cents ? [{ label: visit.t('disputes:own.won'), cents: dispute.won_cents, currency: dispute.currency }] : []),
]
