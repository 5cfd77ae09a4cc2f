import { money } from '#src/holds/holdWords.page.ts'
import { daysBetween, type Day } from '#src/kernel/calendar.ts'
import { barsModel } from '#src/web/chart.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Month, Step } from './releaseCalendar.ts'

const tenth = (value: number): number => Math.round(value * 10) / 10

/** Whole euros at the axis: cents there would be noise. */
const written = (visit: Visit) => (cents: number): string =>
  money(visit, Math.round(cents / 100) * 100, 'eur').replace(/[,.]00(?=\D*$)/, '')

/**
 * What is kept from day to day, as a stair that goes down at each last day: `releaseCalendar/_curve.hbs` lays it out. The frame and its
 * axis are those of the bars of other pages.
 */
export const curveModel = (visit: Visit, steps: readonly Step[], until: Day) => {
  const [first] = steps
  const highest = Math.max(1, ...steps.map(({ cents }) => cents))
  const label = visit.t('holds:calendar.curve_label', {
    total: money(visit, first!.cents, 'eur'),
    day: formatDay(first!.on, visit.lang),
    until: formatDay(until, visit.lang),
  })
  const frame = barsModel({ label, bars: [{ label: '', value: highest, title: '' }], marks: [], written: written(visit) })
  const top = frame.bars[0]!.y
  const span = Math.max(1, daysBetween(first!.on, until))
  const x = (on: Day): number => tenth(frame.left + ((frame.right - frame.left) * Math.min(span, daysBetween(first!.on, on))) / span)
  const y = (cents: number): number => tenth(frame.bottom - ((frame.bottom - top) * cents) / highest)
  const inside = steps.filter(({ on }) => on <= until)
  const line = inside.map(({ on, cents }, i) => (i === 0 ? `M${x(on)} ${y(cents)}` : `H${x(on)}V${y(cents)}`)).join('')
  const { viewBox, left, right, bottom, axis } = frame
  return {
    label,
    viewBox,
    left,
    right,
    axis,
    line: `${line}H${right}`,
    area: `${line}H${right}V${bottom}H${left}Z`,
    dots: inside.slice(1).map(({ on, cents }) => ({
      x: x(on),
      y: y(cents),
      title: visit.t('holds:calendar.step', { day: formatDay(on, visit.lang), left: money(visit, cents, 'eur') }),
    })),
    ends: { y: bottom + 18, left, right, from: formatDay(first!.on, visit.lang), to: formatDay(until, visit.lang) },
  }
}

const monthNames = {
  fr: new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
}
export const monthName = ({ lang }: Pick<Visit, 'lang'>, { from }: Pick<Month, 'from'>): string =>
  monthNames[lang].format(new Date(`${from}T12:00:00Z`))
