import { askedOf, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { isCircle } from '#src/retention/legalHolds.console.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel } from '#src/web/chart.ts'
import type { Action, Columns, Figure, Filters } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { byDay, daysAhead, dueKinds, lastDayAhead, type Due, type DueKind } from './ahead.ts'
import { exportForecast } from './exportForecast.ts'
import { readForecast } from './forecast.sql.ts'

const here = '/console/forecast'
/** A day in ten has its name under its bar. */
const labelledEvery = 10

/** Each kind to whoever reads its room, and where that is. */
const rooms: Record<DueKind, { permission: Permission; href: string }> = {
  purge: { permission: 'retention.read', href: '/console/retention' },
  card_number: { permission: 'retention.read', href: '/console/retention/card_number' },
  deactivation: { permission: 'clocks.read', href: '/console/clocks' },
  release: { permission: 'holds.read', href: '/console/release-calendar' },
  dispute: { permission: 'disputes.read', href: '/console/disputes' },
  merchant_dispute: { permission: 'disputes.read', href: '/console/disputes' },
  resolution: { permission: 'disputes.read', href: '/console/disputes' },
  rights: { permission: 'rights.read', href: '/console/rights' },
  periodic_review: { permission: 'dossiers.read', href: '/console/queue' },
  expiry: { permission: 'dossiers.read', href: '/console/queue' },
  hold_review: { permission: 'legal_holds.read', href: '/console/legal-holds' },
}

const kindsOf = (visit: Visit): DueKind[] => dueKinds.filter((kind) => isAllowed(staffOf(visit).roles, rooms[kind].permission))

const readKind = (visit: Visit): DueKind | null => askedOf(kindsOf(visit), askedText(visit.query['kind'], 30))

const addressOf = (path: string, kind: DueKind | null): string => (kind ? `${path}?kind=${kind}` : path)

const read = (visit: Visit, kinds: readonly DueKind[]): Promise<Due[]> =>
  readForecast(visit.ctx.db, kinds, { today: parisDay(visit.ctx.now), isCircle: isCircle(visit) })

const nameOf = (
  { t }: Visit,
  { kind, category }: Pick<Due, 'kind' | 'category'>,
): string => (category ? t('forecast:purge_of', { category: t(`retention:category.${category}`) }) : t(`forecast:kind.${kind}`))

const sum = (dues: readonly Due[]): number => dues.reduce((all, { count }) => all + count, 0)

/** One figure for each kind that falls due: how many, and when the first. Each leads to that kind alone. */
const figuresOf = (visit: Visit, dues: readonly Due[]): Figure[] =>
  kindsOf(visit).flatMap((kind) => {
    const mine = dues.filter((one) => one.kind === kind).toSorted((a, b) => (a.on < b.on ? -1 : 1))
    return mine[0]
      ? [{
        label: visit.t(`forecast:kind.${kind}`),
        value: formatNumber(sum(mine), visit.lang),
        note: visit.t('forecast:first', { day: formatDay(mine[0].on, visit.lang) }),
        href: addressOf(here, kind),
      }]
      : []
  })

const chartOf = (visit: Visit, today: Day, dues: readonly Due[]) => {
  const { t, lang } = visit
  const days = new Map(byDay(today, dues).map((one) => [one.on, one.count]))
  return barsModel({
    label: t('forecast:chart', { until: formatDay(lastDayAhead(today), lang) }),
    marks: [],
    written: (count) => formatNumber(count, lang),
    bars: Array.from({ length: daysAhead }, (_, i) => {
      const [day, count] = [addDays(today, i), days.get(addDays(today, i)) ?? 0]
      return {
        label: i % labelledEvery === 0 ? `${day.slice(8)}/${day.slice(5, 7)}` : '',
        value: count,
        title: t('forecast:bar', { day: formatDay(day, lang), count }),
        ...(i === 0 ? { tone: 'warning' as const } : {}),
      }
    }),
  })
}

const filtersOf = ({ t }: Visit, kinds: readonly DueKind[], kind: DueKind | null): Filters => ({
  action: here,
  resetHref: kind ? here : null,
  fields: [{
    name: 'kind',
    type: 'select',
    label: t('forecast:what'),
    value: kind ?? '',
    options: [{ value: '', label: t('forecast:all') }, ...kinds.map((value) => ({ value, label: t(`forecast:kind.${value}`) }))],
  }],
})

const columnsOf = ({ t }: Visit): Columns => ({
  day: { label: t('forecast:day'), isLead: true },
  what: { label: t('forecast:what'), isWide: true },
  count: { label: t('forecast:count'), isNumber: true },
  amount: { label: t('forecast:amount'), isNumber: true, isSpare: true },
})

const inOrder = (dues: readonly Due[]): Due[] =>
  dues.toSorted((a, b) => (a.on === b.on ? dueKinds.indexOf(a.kind) - dueKinds.indexOf(b.kind) : a.on < b.on ? -1 : 1))

const rowOf = (visit: Visit) => (due: Due) => ({
  day: due.on,
  what: nameOf(visit, due),
  href: due.category ? `/console/retention/${due.category}` : rooms[due.kind].href,
  count: formatNumber(due.count, visit.lang),
  cents: due.cents ?? null,
})

const actionsOf = (visit: Visit, kind: DueKind | null): Action[] =>
  isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{ label: visit.t('web:verb.export'), href: addressOf(`${here}.csv`, kind), icon: 'download', kind: 'plain' }]
    : []

/**
 * GET /console/forecast: what will be purged, switched off, released and due on each of the next ninety days, by the very predicates that
 * the jobs go by.
 */
export const showForecast = async (visit: Visit): Promise<Answer> => {
  const { t, lang, ctx } = visit
  const [kind, kinds, today] = [readKind(visit), kindsOf(visit), parisDay(ctx.now)]
  const all = await read(visit, kinds)
  const dues = kind ? all.filter((one) => one.kind === kind) : all
  return view('forecast/list', {
    title: t('forecast:title'),
    sentence: t('forecast:sentence', { until: formatDay(lastDayAhead(today), lang) }),
    actions: actionsOf(visit, kind),
    figures: figuresOf(visit, all),
    filters: filtersOf(visit, kinds, kind),
    chartTitle: kind ? t(`forecast:kind.${kind}`) : t('forecast:by_day'),
    chart: chartOf(visit, today, dues),
    columns: columnsOf(visit),
    rows: inOrder(dues).map(rowOf(visit)),
    note: t('forecast:note'),
    empty: { title: t('forecast:none_title'), text: t('forecast:none_text'), icon: 'calendar' },
  })
}

async function* linesOf(visit: Visit, kind: DueKind | null): AsyncGenerator<string> {
  yield csvLine((['day', 'kind', 'category', 'what', 'count', 'cents'] as const).map((one) => visit.t(`forecast:csv.${one}`)))
  const dues = await read(visit, kind ? [kind] : kindsOf(visit))
  yield inOrder(dues).map((due) => csvLine([due.on, due.kind, due.category ?? '', nameOf(visit, due), due.count, due.cents ?? ''])).join('')
}

/** GET /console/forecast.csv: taking it away is recorded. */
export const exportForecastCsv = async (visit: Visit): Promise<Answer> => {
  const kind = readKind(visit)
  await exportForecast(visit.ctx, kind)
  return { kind: 'csv', fileName: `${visit.t('forecast:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, kind) }
}
