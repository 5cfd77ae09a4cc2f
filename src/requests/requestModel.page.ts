import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import type { MailLine } from '#src/notifications/mails.sql.ts'
import { sayPiece } from '#src/notifications/renderLetter.ts'
import type { Chip, Columns } from '#src/web/components.ts'
import { formatDay, formatDeadline } from '#src/web/formats.ts'
import type { Lang, Translate } from '#src/web/i18n.ts'
import type { RequestClock } from './ledger.ts'
import { isWanted, type RequestState } from './request.ts'
import type { RequestPage } from './requestPage.sql.ts'

/** How a request, its pieces and its ledger are said to staff. */
export type Speech = { t: Translate; lang: Lang; now: Date }

const tones: Record<RequestState, Chip['tone']> = {
  leaving: 'neutral',
  open: 'waiting',
  answered: 'waiting',
  satisfied: 'good',
  lapsed: 'bad',
  withdrawn: 'neutral',
}
export const stateChip = (state: RequestState, t: Translate): Chip => ({ tone: tones[state], label: t(`requests:state.${state}`) })

const pieceTones = { asked: 'neutral', answered: 'waiting', accepted: 'good', refused: 'warning' } as const
const mailTones = { queued: 'waiting', sent: 'good', failed: 'bad' } as const

/** Each piece in the very words of the letter, and what became of it. */
export const itemLines = (page: RequestPage, { t, lang }: Speech) =>
  page.items.map((item) => ({
    ...sayPiece(item, lang, t),
    file: item.fileName ?? '',
    answeredAt: item.answered_at,
    href: item.document_id ? `/console/documents/${item.document_id}` : '',
    state: { tone: pieceTones[item.state], label: t(`requests:item_state.${item.state}`) },
  }))

export const letterLines = (letters: readonly MailLine[], { t }: Speech) =>
  letters.map((mail) => ({
    subject: mail.subject,
    to: mail.to_address,
    at: mail.sent_at ?? mail.created_at,
    state: { tone: mailTones[mail.state], label: t(`requests:mail_state.${mail.state}`) },
  }))

const wantedCount = ({ items }: RequestPage): number => items.filter(isWanted).length

const leavingKey = ({ request, letters }: RequestPage): string => {
  if (letters.length > 0 && letters.every(({ state }) => state === 'failed')) return 'requests:page.stand_leaving_failed'
  return request.started_at ? 'requests:page.stand_reopened' : 'requests:page.stand_leaving'
}

/** With us, and a piece will not do: nothing counts before the request is sent again. */
const answeredText = ({ items }: RequestPage, t: Translate): string => {
  const count = items.filter(({ documentState }) => documentState === 'refused').length
  return count > 0 ? t('requests:page.stand_answered_refused', { count }) : t('requests:page.stand_answered')
}

/** Where things stand, as a colleague would say it. */
export const standOf = (page: RequestPage, clock: RequestClock | null, { t, lang }: Speech): string => {
  const { state, purpose } = page.request
  const count = wantedCount(page)
  if (state === 'leaving') return t(leavingKey(page))
  if (state === 'answered') return answeredText(page, t)
  if (state === 'lapsed') return t(count === 0 ? 'requests:page.stand_lapsed_answered' : `requests:page.stand_lapsed_${purpose}`)
  if (state !== 'open' || !clock) return t(`requests:page.stand_${state}`)
  return clock.isLate
    ? t('requests:page.stand_late', { count })
    : t('requests:page.stand_open', { count, deadline: formatDeadline(clock.endsAt, lang) })
}

type Entry = { at: Date; what: string; effect: string; who: string; why: string; isAhead: boolean }
const entry = (at: Date, what: string, effect = '', who = '', why = ''): Entry => ({ at, what, effect, who, why, isAhead: false })

/** Days on any part of which the answer was with us; an instant of midnight that ends a suspension takes nothing from the day it begins. */
const daysOf = (from: Date, to: Date): number =>
  daysBetween(parisDay(from), parisDay(new Date(Math.max(from.getTime(), to.getTime() - 1)))) + 1

const suspensionEntries = ({ ledger }: RequestPage, { t, lang, now }: Speech): Entry[] =>
  ledger.suspensions.map(({ from_at, to_at }) => {
    const [from, to] = [formatDay(parisDay(from_at), lang), to_at && formatDay(parisDay(to_at), lang)]
    const when = to ? t('requests:ledger.suspended_until', { from, to }) : t('requests:ledger.suspended_open', { from })
    return entry(
      from_at,
      `${t('requests:ledger.suspended')}, ${when}`,
      t('requests:ledger.suspended_effect', { count: daysOf(from_at, to_at ?? now) }),
    )
  })

const givenEntries = ({ ledger, names }: RequestPage, { t }: Speech): Entry[] => [
  ...ledger.floors.map(({ reopened_at, days }) =>
    entry(reopened_at, t('requests:ledger.reopened'), t('requests:ledger.reopened_effect', { count: days }))
  ),
  ...ledger.extensions.map(({ granted_at, days, granted_by, reason }) =>
    entry(
      granted_at,
      t('requests:ledger.extended'),
      t('requests:ledger.extended_effect', { count: days }),
      names.get(granted_by) ?? granted_by,
      reason,
    )
  ),
  ...ledger.reminders.map(({ rung, state, at }) =>
    entry(at, t(state === 'sent' ? 'requests:ledger.reminded' : 'requests:ledger.superseded', { day: rung }))
  ),
]

const endEntries = ({ request }: RequestPage, clock: RequestClock | null, { t }: Speech): Entry[] => {
  if (request.closed_at) return [entry(request.closed_at, t(`requests:ledger.ended_${request.state}`))]
  return request.state === 'open' && clock ? [{ ...entry(clock.endsAt, t('requests:ledger.clock_ends')), isAhead: true }] : []
}

/** Everything that moved the end of the clock, in the order it happened; last, the end itself. */
export const ledgerLines = (page: RequestPage, clock: RequestClock | null, speech: Speech): Entry[] => {
  const { started_at, base_days } = page.request
  const start = started_at
    ? [entry(started_at, speech.t('requests:ledger.started'), speech.t('requests:ledger.started_effect', { count: base_days }))]
    : []
  return [...start, ...suspensionEntries(page, speech), ...givenEntries(page, speech), ...endEntries(page, clock, speech)].sort((a, b) =>
    a.at.getTime() - b.at.getTime()
  )
}

const columns = (t: Translate, names: Record<string, string>): Columns =>
  Object.fromEntries(Object.entries(names).map(([name, key], i) => [name, { label: t(`requests:page.${key}`), isLead: i === 0 }]))

export const itemColumns = (t: Translate): Columns =>
  columns(t, { piece: 'item', reason: 'item_reason', document: 'item_document', state: 'item_state' })
export const ledgerColumns = (t: Translate): Columns => columns(t, { what: 'ledger_what', when: 'ledger_when', effect: 'ledger_effect' })
export const letterColumns = (t: Translate): Columns => columns(t, { letter: 'letter', state: 'letter_state', at: 'ledger_when' })
