import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import type { Clock, Rung, Segment } from './components.ts'
import { formatLength, formatShortDay } from './formats.ts'
import type { Lang, Translate } from './i18n.ts'

const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 10_000) / 100}%`

/** The bar runs from the first day to the last. Once late it runs on, for at most half its length again, so that the days stay readable. */
const barLength = (clock: Clock, now: Date): number => {
  const length = Math.max(daysBetween(clock.startedOn, clock.lastDay), 1)
  return clock.isLate ? length + Math.min(Math.max(daysBetween(clock.lastDay, parisDay(now)), 1), length / 2) : length
}

const drawSegments = (segments: Segment[], whole: number) => {
  let from = 0
  return segments.map(({ owner, days }) => {
    const drawn = { owner, x: percent(from, whole), width: percent(days, whole) }
    from += days
    return drawn
  })
}

const drawRungs = (clock: Clock, whole: number, lang: Lang, t: Translate) =>
  clock.rungs.map(({ day, on, sent }: Rung) => ({
    x: percent(daysBetween(clock.startedOn, on), whole),
    sent,
    text: t(`web:clock.${clock.isReadByMerchant ? 'your_' : ''}rung_${sent ? 'sent' : 'to_come'}`, { day, on: formatShortDay(on, lang) }),
  }))

const lateness = (clock: Clock, now: Date, lang: Lang): string => formatLength(now.getTime() - clock.endsAt.getTime(), lang)

/** Whole days of the merchant; on the last day the hours say it, in the last hour the minutes. */
const lengthLeft = ({ daysLeft, hoursLeft, endsAt }: Clock, now: Date, lang: Lang): string =>
  formatLength(daysLeft > 0 ? daysLeft * 86_400_000 : hoursLeft > 0 ? hoursLeft * 3_600_000 : endsAt.getTime() - now.getTime(), lang)

/** What is left, in words, as one would say it across the desk. */
const left = (clock: Clock, now: Date, lang: Lang, t: Translate): string => {
  if (clock.isLate) return t('web:clock.late', { length: lateness(clock, now, lang) })
  return t(clock.isPaused ? 'web:clock.paused' : 'web:clock.left', { length: lengthLeft(clock, now, lang) })
}

/** The same in a cell, under its own heading: « 12 jours », « retard 3 jours ». */
const brief = (clock: Clock, now: Date, lang: Lang, t: Translate): string => {
  if (clock.isLate) return t('web:clock.late_brief', { length: lateness(clock, now, lang) })
  return clock.isPaused ? t('web:clock.paused_brief', { length: lengthLeft(clock, now, lang) }) : lengthLeft(clock, now, lang)
}

/** Red only when it is late; a last day is worth a glance, not an alarm. */
const tone = ({ isLate, isPaused, daysLeft }: Clock) => (isLate ? 'bad' : isPaused ? 'neutral' : daysLeft < 1 ? 'warning' : 'waiting')

/** A clock in a cell of a table: nothing of the bar is computed. */
export const clockBrief = (clock: Clock, now: Date, lang: Lang, t: Translate) => ({
  endsAt: clock.endsAt,
  tone: tone(clock),
  icon: clock.isLate ? 'alert' : clock.isPaused ? 'pause' : 'clock',
  left: left(clock, now, lang, t),
  brief: brief(clock, now, lang, t),
})

/** A clock as it is drawn: words, tone, and places along the bar in percent. */
export const clockView = (clock: Clock, now: Date, lang: Lang, t: Translate) => {
  const whole = barLength(clock, now)
  return {
    ...clock,
    ...clockBrief(clock, now, lang, t),
    drawnSegments: drawSegments(clock.segments, whole),
    drawnRungs: drawRungs(clock, whole, lang, t),
    end: percent(daysBetween(clock.startedOn, clock.lastDay), whole),
    spent: [
      {
        owner: 'merchant',
        text: t(clock.isReadByMerchant ? 'web:clock.your_days' : 'web:clock.merchant_days', { count: clock.merchantDays }),
      },
      ...(clock.ourDays > 0 ? [{ owner: 'ours', text: t('web:clock.our_days', { count: clock.ourDays }) }] : []),
    ],
  }
}
