import { addDays, daysBetween, type Day } from '#src/kernel/calendar.ts'
import { columnOf, listDaysOf } from '#src/monitoring/merchantDays.sql.ts'
import { figureText } from '#src/monitoring/monitoringWords.page.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { barsModel, type Bar } from '#src/web/chart.ts'
import { formatDay, formatNumber, formatShortDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { AlertRow } from './alerts.sql.ts'

/** As many days as are told apart, the window at their end. */
const daysShown = 60
const labelEvery = 10
/** So far from the end, where the last has room. */
const labelAt = 3

/**
 * The measure a scenario draws, day by day, the days of the window apart; and the same days as a table, those on which there was anything.
 */
export const chartOf = async (visit: Visit, alert: AlertRow, label: string) => {
  const { t, lang, ctx: { db } } = visit
  const measure = scenarioOf(alert.scenario as ScenarioId).chart
  const [from, to] = [addDays(alert.window_to_on, 1 - daysShown), alert.window_to_on]
  const byDay = new Map(
    (await listDaysOf(db, alert.merchant_id, { from, to })).map((
      row,
    ) => [row.traded_on, Number(row[columnOf(measure) as keyof typeof row])]),
  )
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => addDays(from, i))
  const isIn = (day: Day): boolean => day >= alert.window_from_on
  const written = (value: number): string => figureText(visit, measure, Math.round(value))
  const bar = (day: Day, i: number): Bar => ({
    label: (days.length - 1 - i) % labelEvery === labelAt ? formatShortDay(day, lang) : '',
    value: byDay.get(day) ?? 0,
    title: `${formatDay(day, lang)}: ${written(byDay.get(day) ?? 0)}`,
    tone: isIn(day) ? 'warning' : 'plain',
  })
  if (![...byDay.values()].some((value) => value > 0)) return null
  return {
    title: t(`monitoring:figure.${measure}`),
    bars: barsModel({
      label,
      marks: [],
      written: (
        value,
      ) => (measure.endsWith('Cents') ? `${formatNumber(Math.round(value / 100), lang)}\u00a0€` : formatNumber(Math.round(value), lang)),
      bars: days.map(bar),
    }),
    columns: {
      day: { label: t('monitoring:date'), isLead: true },
      value: { label: t(`monitoring:figure.${measure}`), isNumber: true },
      window: { label: t('monitoring:in_window') },
    },
    rows: days.filter((day) => (byDay.get(day) ?? 0) > 0).reverse().map((day) => ({
      day,
      value: written(byDay.get(day)!),
      window: isIn(day) ? t('web:word.yes') : '',
    })),
  }
}
