import { isApproved } from '#src/acquirer/acquirer.ts'
import type { CallRow } from '#src/acquirer/calls.sql.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import type { Link } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { PaymentLife } from './paymentLife.page.ts'
import { responseText } from './paymentWords.page.ts'

/** The bank was told to let go, and did not: the last it said. None where it let go in the end. */
export const refusedCancel = (calls: readonly CallRow[]): CallRow | null => {
  const answers = calls.filter(({ act, state }) => act === 'cancel' && state === 'answered')
  return answers.some(({ response }) => isApproved(response ?? '')) ? null : (answers.at(-1) ?? null)
}

/** « 12 · transaction invalide » */
export const cancelAnswer = (visit: Visit, response: string | null): string => `${response ?? ''} · ${responseText(visit, response ?? '')}`

/** What the bank settled before it could be canceled: the payer has paid, and the money is to be given back. */
export const cancelNotice = (
  visit: Visit,
  { calls, lines }: Pick<PaymentLife, 'calls' | 'lines'>,
): { tone: 'warning'; text: string; action?: Link } | null => {
  const call = refusedCancel(calls)
  if (!call) return null
  const { t, lang } = visit
  const settled = lines.find(({ act, outcome }) => outcome === 'broken' && (act === 'capture' || act === 'debit'))
  const text = t('payments:page.cancel_refused', { answer: cancelAnswer(visit, call.response), at: formatInstant(call.answered_at!, lang) })
  if (!settled) return { tone: 'warning', text }
  return {
    tone: 'warning',
    text: `${text} ${t('payments:page.cancel_settled', { day: formatDay(settled.settled_on, lang) })}`,
    action: { href: `/console/breaks/${settled.id}`, label: t('payments:page.cancel_break') },
  }
}
