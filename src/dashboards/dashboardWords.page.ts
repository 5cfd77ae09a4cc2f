import { addMonths, parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { scenarioName } from '#src/monitoring/monitoringWords.page.ts'
import { scenarioIds, type ScenarioId } from '#src/monitoring/scenario.ts'
import { listName } from '#src/watchlists/listWords.page.ts'
import type { Action, Filters } from '#src/web/components.ts'
import { formatDay, formatLength, formatNumber, formatShortDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { lengths, monthOf, monthsShown, type Period, type Slot } from './period.ts'
import type { QueueId } from './queue.ts'

export const queueName = ({ t }: Pick<Visit, 't'>, queue: QueueId): string => t(`dashboards:queue.${queue}`)

/** A scenario, a list: what a queue tells its things apart by. */
export const keyName = (visit: Visit, queue: QueueId, key: string): string => {
  if (queue === 'alerts') return scenarioIds.some((id) => id === key) ? `${key} · ${scenarioName(visit, key as ScenarioId)}` : key
  return queue === 'hits' ? listName(visit, key) : key
}

export const lengthText = ({ lang }: Visit, ms: number | null): string => (ms === null ? '–' : formatLength(ms, lang))
export const numberText = ({ lang }: Visit, count: number): string => formatNumber(count, lang)
export const rateText = (
  { lang }: Visit,
  part: number,
  all: number,
): string => (all > 0 ? `${formatNumber((100 * part) / all, lang)} %` : '–')
export const slotText = ({ t, lang }: Visit, { from, to }: Slot): string => (from === to
  ? formatDay(from, lang)
  : t('dashboards:slot', { from: formatShortDay(from, lang), to: formatShortDay(to, lang) }))

export const periodText = ({ t, lang }: Visit, { from, to }: Period): string =>
  t('dashboards:period_of', { from: formatDay(from, lang), to: formatDay(to, lang) })

const monthName = (month: string, lang: string): string =>
  new Intl.DateTimeFormat(lang, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`))

/** 7, 30, 90 days, or one of the last twelve months; the order of the tables stays. `sorts`: by their name in the address. */
export const periodFilter = (visit: Visit, action: string, period: Period, sorts: Readonly<Record<string, string | null>>): Filters => {
  const { t, lang, ctx } = visit
  const today = parisDay(ctx.now)
  const months = Array.from({ length: monthsShown }, (_, i) => monthOf(addMonths(`${monthOf(today)}-01`, -i)))
  const known = months.includes(period.said) || lengths.some((one) => one === period.said) ? months : [...months, period.said]
  return {
    action,
    resetHref: period.said === '30' ? null : action,
    hidden: Object.entries(sorts).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
    fields: [{
      name: 'period',
      type: 'select',
      label: t('dashboards:period'),
      value: period.said,
      options: [
        ...lengths.map((value) => ({ value, label: t('dashboards:days', { count: Number(value) }) })),
        ...known.map((value) => ({ value, label: monthName(value, lang) })),
      ],
    }],
  }
}

export const exportAction = (visit: Visit, href: string): Action[] => (isAllowed(staffOf(visit).roles, 'exports.make')
  ? [{ label: visit.t('web:verb.export'), href, icon: 'download', kind: 'plain' }]
  : [])
