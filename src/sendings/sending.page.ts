import { evidenceRefusals } from '#src/acquirer/acquirer.ts'
import { endOfParisDay } from '#src/kernel/calendar.ts'
import type { DisputeState } from '#src/platform/db.types.ts'
import type { Chip, Fact } from '#src/web/components.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { isOnItsWay, isRinging, type SendingState } from './sending.ts'
import type { SendingRow } from './sendings.sql.ts'

const ownTones: Partial<Record<SendingState, Chip['tone']>> = { noted: 'waiting', unknown: 'waiting', acknowledged: 'neutral' }

type Stand = { state: DisputeState; sendingState?: SendingState | null }

/** The sentence under the title: what was decided is not yet with the network. */
export const sentenceKey = ({ state, sendingState }: Stand): string =>
  state === 'represented' && isOnItsWay(sendingState)
    ? 'disputes:sending.sentence_on_its_way'
    : state === 'under_review' && sendingState === 'refused'
    ? 'disputes:sending.sentence_refused'
    : `disputes:page.sentence_${state}`

/** Why it was not taken, in words, with the acquirer's own code. */
const whyText = ({ t }: Visit, response: string | null): string => {
  const known = (evidenceRefusals as readonly string[]).includes(response ?? '')
  return t('disputes:sending.why', {
    why: t(known ? `disputes:sending.code_${response}` : 'disputes:sending.code_unknown'),
    code: response ?? '',
  })
}

/** Where the last file of a dispute is: noted, with the acquirer since when and under which reference, or refused and why. */
export const sendingFacts = (visit: Visit, row: SendingRow): Fact[] => {
  const { t } = visit
  return [
    { label: t('disputes:sending.noted'), at: row.noted_at },
    { label: t('disputes:sending.state'), text: t(`disputes:sending.state_${row.state}`, { count: row.tries }) },
    ...(row.state === 'acknowledged'
      ? [{ label: t('disputes:sending.since'), at: row.answered_at! }, {
        label: t('disputes:sending.reference'),
        text: row.reference!,
        isMono: true,
      }]
      : []),
    ...(row.state === 'refused'
      ? [{ label: t('disputes:sending.refused_at'), at: row.answered_at! }, {
        label: t('disputes:sending.reason'),
        text: whyText(visit, row.response),
      }]
      : []),
    ...(row.state === 'unknown' ? [{ label: t('disputes:sending.asked_again'), at: row.ask_at }] : []),
  ]
}

const hoursLeft = ({ ctx }: Visit, dueOn: string): number =>
  Math.max(0, Math.floor((endOfParisDay(dueOn).getTime() - ctx.now.getTime()) / 3_600_000))

/** Refused: what to do, and the true hours left. On its way the day before the last one: the alarm. */
export const sendingNotice = (
  visit: Visit,
  { state, due_on: dueOn }: { state: DisputeState; due_on: string },
  row: SendingRow,
): { tone: 'bad' | 'warning'; text: string } | null => {
  const words = { count: hoursLeft(visit, dueOn), day: formatDay(dueOn, visit.lang) }
  if (state === 'under_review' && row.state === 'refused')
    return { tone: 'bad', text: visit.t('disputes:sending.notice_refused', { ...words, why: whyText(visit, row.response) }) }
  if (state !== 'represented' || !isRinging(row.state, dueOn, visit.ctx.now)) return null
  return { tone: 'bad', text: visit.t('disputes:sending.notice_late', words) }
}

/** What its merchant reads of where it stands: neutral, for how we and the acquirer come to an end is ours. */
export const ownStand = ({ t, lang }: Visit, { state }: { state: DisputeState }, row: SendingRow | null): string => {
  if (state !== 'represented' || !row) return t(`disputes:own.text_${state}`)
  return row.state === 'acknowledged'
    ? t('disputes:sending.own_acknowledged', { at: formatInstant(row.answered_at!, lang) })
    : t(`disputes:sending.own_${row.state === 'unknown' ? 'unanswered' : 'on_its_way'}`)
}

/**
 * In one or two words: decided, put and not acknowledged, acknowledged. Null where nothing of his is with the network, or where it was
 * there before its receipts were kept.
 */
export const ownSendingChip = ({ t }: Visit, { state, sendingState }: Stand): Chip | null =>
  state === 'represented' && sendingState && sendingState in ownTones
    ? { tone: ownTones[sendingState]!, label: t(`disputes:sending.own_chip_${sendingState}`) }
    : null

/** What is left to do for him while it is there: nothing, and why. */
export const ownTodoKey = (
  { state, sendingState }: Stand,
): string => (state === 'represented' && isOnItsWay(sendingState) ? 'disputes:sending.own_todo' : `disputes:own.todo_${state}`)
