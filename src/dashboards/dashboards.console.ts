import { parisDay } from '#src/kernel/calendar.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel } from '#src/web/chart.ts'
import type { Column, Columns, Figure } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { addressOf, here, itemsPath, periodOf, queuesOf, sortedBy, totalSortOf } from './asked.page.ts'
import { exportAction, lengthText, numberText, periodFilter, periodText, queueName, rateText } from './dashboardWords.page.ts'
import { exportDashboard } from './exportDashboard.ts'
import { readTotals, type Totals } from './figures.sql.ts'
import type { Period } from './period.ts'
import { queues, type QueueId } from './queue.ts'
import { sortTotals, type TotalColumn, type TotalSort } from './sorts.ts'

type Line = { queue: QueueId; totals: Totals }

const readAll = async (visit: Visit, period: Period): Promise<Line[]> =>
  Promise.all(queuesOf(visit).map(async (queue) => ({ queue, totals: await readTotals(visit.ctx.db, queue, period, visit.ctx.now) })))

const inOrder = (lines: readonly Line[], sort: TotalSort | null): Line[] =>
  sortTotals(
    lines.map((line) => ({ ...line, hasNoEnd: queues[line.queue].hasNoEnd === true, hasVerdict: queues[line.queue].hasVerdict === true })),
    sort,
  )

const columnsOf = ({ t }: Visit, period: Period, sort: TotalSort | null): Columns => {
  const figure = (by: TotalColumn): Column => ({
    label: t(`dashboards:column.${by}`),
    isNumber: true,
    sort: sortedBy(sort, by, (next) => addressOf(here, period, { sort: next })),
  })
  return {
    queue: { label: t('dashboards:column.queue'), isLead: true, isWide: true },
    open: figure('open'),
    late: figure('late'),
    oldest: figure('oldest'),
    arrived: figure('arrived'),
    decided: figure('decided'),
    median: figure('median'),
    p90: figure('p90'),
    wrong: { ...figure('wrong'), isSpare: true },
  }
}

const ageOf = (visit: Visit, { oldestAt }: Totals): string =>
  lengthText(visit, oldestAt && Math.max(0, visit.ctx.now.getTime() - oldestAt.getTime()))

const rowOf = (visit: Visit, period: Period, { queue, totals }: Line) => {
  const { hasVerdict, hasNoEnd } = queues[queue]
  const counted = (what: 'open' | 'late' | 'arrived' | 'decided' | 'wrong', count: number) => ({
    text: numberText(visit, count),
    href: count > 0 ? itemsPath(queue, period, { what }) : '',
  })
  return {
    href: addressOf(`${here}/${queue}`, period),
    name: queueName(visit, queue),
    open: counted('open', totals.open),
    late: counted('late', totals.late),
    isLate: totals.late > 0,
    oldest: ageOf(visit, totals),
    arrived: counted('arrived', totals.arrived),
    decided: hasNoEnd ? null : counted('decided', totals.decided),
    median: lengthText(visit, totals.medianMs),
    p90: lengthText(visit, totals.p90Ms),
    wrong: hasVerdict
      ? { text: rateText(visit, totals.wrong, totals.judged), href: totals.wrong > 0 ? itemsPath(queue, period, { what: 'wrong' }) : '' }
      : null,
  }
}

const chartOf = (visit: Visit, lines: readonly Line[]) =>
  barsModel({
    label: visit.t('dashboards:chart_open'),
    marks: [],
    written: (count) => numberText(visit, Math.round(count)),
    bars: lines.map(({ queue, totals: { open, late } }) => ({
      label: visit.t(`dashboards:short.${queue}`),
      value: open,
      tone: late > 0 ? 'bad' as const : 'plain' as const,
      title: visit.t('dashboards:bar_open', {
        queue: queueName(visit, queue),
        open: numberText(visit, open),
        late: numberText(visit, late),
      }),
    })),
  })

const figuresOf = (visit: Visit, lines: readonly Line[]): Figure[] => {
  const sum = (of: 'open' | 'late' | 'arrived' | 'decided'): number => lines.reduce((all, { totals }) => all + totals[of], 0)
  return (['open', 'late', 'arrived', 'decided'] as const).map((name) => ({
    label: visit.t(`dashboards:total.${name}`),
    value: numberText(visit, sum(name)),
    tone: name === 'late' && sum('late') > 0 ? 'bad' : 'neutral',
  }))
}

/** GET /console/dashboards: how each queue that this person may read stands now, and what came and went in a period. */
export const showDashboards = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const [period, sort] = [periodOf(visit), totalSortOf(visit)]
  const lines = await readAll(visit, period)
  return view('dashboards/list', {
    title: t('dashboards:title'),
    sentence: t('dashboards:sentence', { period: periodText(visit, period) }),
    actions: exportAction(visit, addressOf(`${here}.csv`, period, { sort })),
    filters: periodFilter(visit, here, period, { sort }),
    figures: figuresOf(visit, lines),
    chart: chartOf(visit, lines),
    chartTitle: t('dashboards:chart_open'),
    columns: columnsOf(visit, period, sort),
    rows: inOrder(lines, sort).map((line) => rowOf(visit, period, line)),
    note: t('dashboards:note'),
  })
}

const headings = ['queue', 'open', 'late', 'oldest', 'arrived', 'decided', 'median', 'p90', 'judged', 'wrong'] as const
const hours = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 360_000) / 10)

async function* linesOf(visit: Visit, period: Period): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`dashboards:csv.${one}`)))
  for (const { queue, totals } of inOrder(await readAll(visit, period), totalSortOf(visit)))
    yield csvLine([
      queueName(visit, queue),
      totals.open,
      totals.late,
      totals.oldestAt?.toISOString() ?? null,
      totals.arrived,
      totals.decided,
      hours(totals.medianMs),
      hours(totals.p90Ms),
      totals.judged,
      totals.wrong,
    ])
}

/** GET /console/dashboards.csv */
export const exportDashboardsCsv = async (visit: Visit): Promise<Answer> => {
  const period = periodOf(visit)
  await exportDashboard(visit.ctx, { queue: null, what: 'queues', period: period.said })
  return { kind: 'csv', fileName: `${visit.t('dashboards:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, period) }
}
