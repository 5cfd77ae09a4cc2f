import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel, type BarsModel } from '#src/web/chart.ts'
import type { Action, Column, Columns, Figure } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatShortDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { addressOf, here, itemsPath, periodOf, queueOfPath, queueSortsOf, sortedBy, type QueueSorts } from './asked.page.ts'
import { exportAction, keyName, lengthText, numberText, periodFilter, periodText, queueName, rateText,
  slotText } from './dashboardWords.page.ts'
import { exportDashboard } from './exportDashboard.ts'
import { readFigures, type Counted, type QueueFigures } from './figures.sql.ts'
import type { Period } from './period.ts'
import { bandDays, queues, type QueueId } from './queue.ts'
import { sortKeys, sortPeople, type KeyColumn, type PersonColumn } from './sorts.ts'
import { trendOf, type SlotCount } from './trend.ts'

type Seen = QueueFigures & { queue: QueueId; period: Period; slots: SlotCount[]; sorts: QueueSorts }

const linked = (visit: Visit, { queue, period }: Seen, counted: Partial<Counted> & Pick<Counted, 'what'>, count: number) => ({
  text: numberText(visit, count),
  href: count > 0 ? itemsPath(queue, period, counted) : '',
})

const figuresOf = (visit: Visit, seen: Seen): Figure[] => {
  const { t, ctx } = visit
  const { totals, queue, period } = seen
  const { hasVerdict, hasNoEnd } = queues[queue]
  const figure = (name: 'open' | 'late' | 'arrived' | 'decided', note = ''): Figure => ({
    label: t(`dashboards:total.${name}`),
    value: numberText(visit, totals[name]),
    ...(note ? { note } : {}),
    tone: name === 'late' && totals.late > 0 ? 'bad' : 'neutral',
    ...(totals[name] > 0 ? { href: itemsPath(queue, period, { what: name }) } : {}),
  })
  return [
    figure(
      'open',
      totals.oldestAt
        ? t('dashboards:oldest', { length: lengthText(visit, Math.max(0, ctx.now.getTime() - totals.oldestAt.getTime())) })
        : '',
    ),
    figure('late'),
    figure('arrived'),
    ...(hasNoEnd
      ? []
      : [figure(
        'decided',
        totals.medianMs === null
          ? ''
          : t('dashboards:took', { median: lengthText(visit, totals.medianMs), p90: lengthText(visit, totals.p90Ms) }),
      )]),
    ...(hasVerdict
      ? [{
        label: t('dashboards:total.wrong'),
        value: rateText(visit, totals.wrong, totals.judged),
        note: t('dashboards:wrong_of', { wrong: numberText(visit, totals.wrong), judged: numberText(visit, totals.judged) }),
        ...(totals.wrong > 0 ? { href: itemsPath(queue, period, { what: 'wrong' }) } : {}),
      }]
      : []),
  ]
}

/** So that not more than about ten of them have their day under their bar. */
const labelEvery = (slots: readonly SlotCount[]): number => Math.max(1, Math.ceil(slots.length / 10))

const chartOf = (visit: Visit, { slots }: Seen, of: 'arrived' | 'decided' | 'open'): BarsModel =>
  barsModel({
    label: visit.t(`dashboards:chart.${of}`),
    marks: [],
    written: (count) => numberText(visit, Math.round(count)),
    bars: slots.map((slot, i) => ({
      label: (slots.length - 1 - i) % labelEvery(slots) === 0 ? formatShortDay(slot.from, visit.lang) : '',
      value: slot[of],
      title: `${slotText(visit, slot)} : ${numberText(visit, slot[of])}`,
    })),
  })

const bandName = ({ t }: Visit, band: number): string => t(`dashboards:band.${band}`)

const bandsOf = (visit: Visit, seen: Seen) => ({
  chart: barsModel({
    label: visit.t('dashboards:bands'),
    marks: [],
    written: (count) => numberText(visit, Math.round(count)),
    bars: seen.totals.bands.map((value, band) => ({
      label: bandName(visit, band),
      value,
      title: `${bandName(visit, band)} : ${numberText(visit, value)}`,
    })),
  }),
  columns: {
    band: { label: visit.t('dashboards:column.age'), isLead: true, isWide: true },
    count: { label: visit.t('dashboards:column.open'), isNumber: true },
  } satisfies Columns,
  rows: bandDays.map((_, band) => ({
    band: bandName(visit, band),
    count: linked(visit, seen, { what: 'open', band }, seen.totals.bands[band] ?? 0),
  })),
})

const trendModel = (visit: Visit, seen: Seen) => {
  const { t } = visit
  const hasEnds = !queues[seen.queue].hasNoEnd
  return {
    charts: (hasEnds ? (['open', 'arrived', 'decided'] as const) : (['arrived'] as const)).map((of) => ({
      title: t(`dashboards:chart.${of}`),
      bars: chartOf(visit, seen, of),
    })),
    hasEnds,
    columns: {
      slot: { label: t('dashboards:column.slot'), isLead: true, isWide: true },
      arrived: { label: t('dashboards:column.arrived'), isNumber: true },
      ...(hasEnds
        ? {
          decided: { label: t('dashboards:column.decided'), isNumber: true },
          open: { label: t('dashboards:column.open_then'), isNumber: true },
        }
        : {}),
    } as Columns,
    rows: seen
      .slots
      .map((slot) => ({
        slot: slotText(visit, slot),
        arrived: linked(visit, seen, { what: 'arrived', from: slot.from, to: slot.to }, slot.arrived),
        decided: linked(visit, seen, { what: 'decided', from: slot.from, to: slot.to }, slot.decided),
        open: numberText(visit, slot.open),
      }))
      .reverse(),
  }
}

/** This page with one of its tables in another order, and down to it. */
const sortedPath = ({ queue, period, sorts }: Seen, table: keyof QueueSorts, sort: string | null): string =>
  `${addressOf(`${here}/${queue}`, period, { ...sorts, [table]: sort })}#${table}`

/** Everybody's to whoever answers for the work or audits it; one's own to everybody else. */
const peopleOf = (visit: Visit, seen: Seen) => {
  const { t } = visit
  const { roles, id: me } = staffOf(visit)
  const rows = seen.people.filter(({ id }) => id === me || isAllowed(roles, 'workload.read'))
  const figure = (by: PersonColumn): Column => ({
    label: t(`dashboards:column.${by}`),
    isNumber: true,
    sort: sortedBy(seen.sorts.people, by, (next) => sortedPath(seen, 'people', next)),
  })
  return {
    isOwn: !isAllowed(roles, 'workload.read'),
    columns: {
      name: { label: t('dashboards:column.person'), isLead: true, isWide: true },
      held: figure('held'),
      decided: figure('decided'),
      median: figure('median'),
    } satisfies Columns,
    rows: rows.map(({ id, name, held, decided, medianMs }) => ({
      name,
      held: linked(visit, seen, { what: 'held', person: id }, held),
      decided: linked(visit, seen, { what: 'decided', person: id }, decided),
      median: lengthText(visit, medianMs),
    })),
  }
}

/** False positives by scenario or by list. */
const keysOf = (visit: Visit, seen: Seen) => {
  const { t } = visit
  if (!queues[seen.queue].hasVerdict) return null
  const judged = seen.keys.filter((one) => one.judged > 0)
  const figure = (by: KeyColumn): Column => ({
    label: t(`dashboards:column.${by === 'wrong' ? 'wrong_count' : by === 'rate' ? 'wrong' : by}`),
    isNumber: true,
    sort: sortedBy(seen.sorts.keys, by, (next) => sortedPath(seen, 'keys', next)),
  })
  return {
    title: t(`dashboards:keys.${seen.queue}`),
    chart: judged.length === 0 ? null : barsModel({
      label: t(`dashboards:keys.${seen.queue}`),
      marks: [],
      ceiling: 100,
      written: (share) => `${numberText(visit, Math.round(share))} %`,
      bars: judged.map((one) => ({
        label: seen.queue === 'alerts' ? one.key.slice(3) : one.key,
        value: (100 * one.wrong) / one.judged,
        title: `${keyName(visit, seen.queue, one.key)} : ${rateText(visit, one.wrong, one.judged)}`,
      })),
    }),
    columns: {
      key: { label: t(`dashboards:key.${seen.queue}`), isLead: true, isWide: true },
      open: figure('open'),
      judged: figure('judged'),
      wrong: figure('wrong'),
      rate: figure('rate'),
    } satisfies Columns,
    rows: seen.keys.map((one) => ({
      key: keyName(visit, seen.queue, one.key),
      open: linked(visit, seen, { what: 'open', key: one.key }, one.open),
      judged: linked(visit, seen, { what: 'judged', key: one.key }, one.judged),
      wrong: linked(visit, seen, { what: 'wrong', key: one.key }, one.wrong),
      rate: rateText(visit, one.wrong, one.judged),
    })),
  }
}

const see = async (visit: Visit): Promise<Seen> => {
  const [queue, period, sorts] = [queueOfPath(visit), periodOf(visit), queueSortsOf(visit)]
  const figures = await readFigures(visit.ctx.db, queue, period, visit.ctx.now)
  return {
    ...figures,
    keys: sortKeys(figures.keys, sorts.keys),
    people: sortPeople(figures.people, sorts.people),
    queue,
    period,
    sorts,
    slots: trendOf(period, figures.days, figures.totals.open),
  }
}

const actionsOf = (visit: Visit, { queue, period, sorts }: Seen): Action[] => [
  { label: visit.t('dashboards:to_queue'), href: queues[queue].home, icon: 'arrow-right', kind: 'quiet' },
  ...exportAction(visit, addressOf(`${here}/${queue}.csv`, period, sorts)),
]

/**
 * GET /console/dashboards/:queue: its backlog by age, what came and went, how long it took, by whom; how often what was raised came to
 * nothing.
 */
export const showQueueDashboard = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const seen = await see(visit)
  const path = `${here}/${seen.queue}`
  return view('dashboards/queue', {
    title: queueName(visit, seen.queue),
    back: { href: addressOf(here, seen.period), label: t('dashboards:title') },
    sentence: `${t(`dashboards:what.${seen.queue}`)} ${t('dashboards:sentence_queue', { period: periodText(visit, seen.period) })}`,
    actions: actionsOf(visit, seen),
    filters: periodFilter(visit, path, seen.period, seen.sorts),
    figures: figuresOf(visit, seen),
    bands: bandsOf(visit, seen),
    trend: trendModel(visit, seen),
    people: peopleOf(visit, seen),
    keys: keysOf(visit, seen),
  })
}

async function* linesOf(visit: Visit): AsyncGenerator<string> {
  const { t } = visit
  const [seen, { roles, id: me }] = [await see(visit), staffOf(visit)]
  const line = (table: string, name: string, figures: readonly (number | string | null)[]): string =>
    csvLine([t(`dashboards:table.${table}`), name, ...figures])
  yield csvLine(
    (['table', 'name', 'open', 'arrived', 'decided', 'judged', 'wrong', 'hours'] as const).map((one) => t(`dashboards:csv.${one}`)),
  )
  yield bandDays.map((_, band) => line('bands', bandName(visit, band), [seen.totals.bands[band] ?? 0, null, null, null, null, null])).join(
    '',
  )
  yield seen
    .slots
    .map((slot) =>
      line('trend', slot.from === slot.to ? slot.from : `${slot.from}/${slot.to}`, [
        slot.open,
        slot.arrived,
        slot.decided,
        null,
        null,
        null,
      ])
    )
    .join('')
  yield seen
    .people
    .filter(({ id }) => id === me || isAllowed(roles, 'workload.read'))
    .map((one) =>
      line('people', one.name, [
        one.held,
        null,
        one.decided,
        null,
        null,
        one.medianMs === null ? null : Math.round(one.medianMs / 360_000) / 10,
      ])
    )
    .join('')
  if (queues[seen.queue].hasVerdict)
    yield seen
      .keys
      .map((one) => line('keys', keyName(visit, seen.queue, one.key), [one.open, null, null, one.judged, one.wrong, null]))
      .join('')
}

/** GET /console/dashboards/:queue.csv: the tables of its page. */
export const exportQueueDashboardCsv = async (visit: Visit): Promise<Answer> => {
  const queue = queueOfPath(visit)
  await exportDashboard(visit.ctx, { queue, what: 'figures', period: periodOf(visit).said })
  return { kind: 'csv', fileName: `${visit.t('dashboards:file')}-${queue}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit) }
}
