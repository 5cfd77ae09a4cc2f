import { askedMonth, askedOf, askedText } from '#src/kernel/asked.ts'
import { addMonths, parisDay, type Day } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { formatCents } from '#src/kernel/money.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel } from '#src/web/chart.ts'
import type { Columns, Figure, Filters } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatNumber, formatPercent } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportProgrammes } from './exportProgrammes.ts'
import { winRateBps, type Outcomes } from './outcome.ts'
import { listByCode, listByMonth, type MonthOutcome, type OutcomeQuery, type OutcomeRow } from './outcomes.sql.ts'
import { programmeTabs } from './programmeTabs.page.ts'
import { monthsBetween, monthText, shortMonthText } from './programmeWords.page.ts'

const here = '/console/programmes/outcomes'
const networks = ['visa', 'mastercard', 'national', 'sepa'] as const
/** As far as a range may go, so that a chart stays one that is read. */
const mostMonths = 24

/** A year back where nothing is asked; an end before its beginning is the beginning; what is too long is cut at its far end. */
const readQuery = ({ query, ctx }: Visit): OutcomeQuery => {
  const current = `${parisDay(ctx.now).slice(0, 7)}-01`
  const from = askedMonth(query['from']) ?? addMonths(current, -11)
  const to = askedMonth(query['to']) ?? current
  const last = addMonths(from, mostMonths - 1)
  return {
    from,
    to: to < from ? from : to > last ? last : to,
    network: askedOf(networks, askedText(query['network'], 20)),
    merchantId: null,
  }
}

const addressOf = (path: string, { from, to, network }: OutcomeQuery): string =>
  `${path}?${new URLSearchParams({ from: from.slice(0, 7), to: to.slice(0, 7), ...(network ? { network } : {}) })}`

const rateText = ({ lang }: Visit, outcomes: Outcomes): string => {
  const bps = winRateBps(outcomes)
  return bps === null ? '—' : formatPercent(bps, lang)
}

const total = (rows: readonly Outcomes[]): Outcomes =>
  rows.reduce((all, one) => ({
    won: all.won + one.won,
    partly: all.partly + one.partly,
    lost: all.lost + one.lost,
    conceded: all.conceded + one.conceded,
    contestedCents: all.contestedCents + one.contestedCents,
    wonCents: all.wonCents + one.wonCents,
  }), { won: 0, partly: 0, lost: 0, conceded: 0, contestedCents: 0, wonCents: 0 })

const figuresOf = (visit: Visit, all: Outcomes): Figure[] => {
  const { t, lang } = visit
  const defended = all.won + all.partly + all.lost
  return [
    { label: t('programmes:outcome.rate'), value: rateText(visit, all), note: t('programmes:outcome.rate_note', { count: defended }) },
    {
      label: t('programmes:outcome.ended'),
      value: formatNumber(defended + all.conceded, lang),
      note: t('programmes:outcome.conceded_note', { count: all.conceded }),
    },
    {
      label: t('programmes:outcome.contested'),
      value: formatCents(all.contestedCents, 'eur', lang),
      note: t('programmes:outcome.contested_note'),
    },
    { label: t('programmes:outcome.won_amount'), value: formatCents(all.wonCents, 'eur', lang), note: t('programmes:outcome.won_note') },
  ]
}

const cells = (visit: Visit, one: Outcomes) => ({
  won: formatNumber(one.won, visit.lang),
  partly: formatNumber(one.partly, visit.lang),
  lost: formatNumber(one.lost, visit.lang),
  conceded: formatNumber(one.conceded, visit.lang),
  rate: rateText(visit, one),
  contestedCents: one.contestedCents,
  wonCents: one.wonCents,
})

const chartOf = (visit: Visit, query: OutcomeQuery, months: readonly MonthOutcome[]) => {
  const { t, lang } = visit
  const byMonth = new Map(months.map((one) => [one.month, one]))
  return barsModel({
    label: t('programmes:outcome.chart'),
    written: (bps) => formatPercent(bps, lang),
    marks: [],
    ceiling: 10_000,
    bars: monthsBetween(query.from, query.to).map((month) => {
      const one = byMonth.get(month)
      const bps = one ? winRateBps(one) : null
      return {
        label: shortMonthText(visit, month),
        value: bps ?? 0,
        title: `${monthText(visit, month)}: ${bps === null ? t('programmes:outcome.no_rate') : formatPercent(bps, lang)}`,
        tone: 'good' as const,
      }
    }),
  })
}

const columnsOf = ({ t }: Visit, lead: Columns): Columns => ({
  ...lead,
  ...Object.fromEntries(
    (['won', 'partly', 'lost', 'conceded', 'rate'] as const).map((one) => [one, { label: t(`programmes:outcome.${one}`), isNumber: true }]),
  ),
  contested: { label: t('programmes:outcome.contested'), isNumber: true, isSpare: true },
  won_amount: { label: t('programmes:outcome.won_amount'), isNumber: true, isSpare: true },
})

const filtersOf = (visit: Visit, { from, to, network }: OutcomeQuery): Filters => {
  const { t, ctx } = visit
  const current = `${parisDay(ctx.now).slice(0, 7)}-01`
  const months = monthsBetween(addMonths(current, -35), current).reverse()
  const options = (chosen: Day) =>
    (months.includes(chosen) ? months : [chosen, ...months]).map((one) => ({ value: one.slice(0, 7), label: monthText(visit, one) }))
  return {
    action: here,
    resetHref: visit.query['from'] || visit.query['to'] || network ? here : null,
    fields: [
      { name: 'from', type: 'select', label: t('programmes:outcome.from'), value: from.slice(0, 7), options: options(from) },
      { name: 'to', type: 'select', label: t('programmes:outcome.to'), value: to.slice(0, 7), options: options(to) },
      {
        name: 'network',
        type: 'select',
        label: t('programmes:outcome.network'),
        value: network ?? '',
        options: [
          { value: '', label: t('payments:list.any') },
          ...networks.map((value) => ({ value, label: t(`programmes:network.${value}`) })),
        ],
      },
    ],
  }
}

const codeRow = (visit: Visit, row: OutcomeRow) => ({
  network: visit.t(`programmes:network.${row.network}`),
  code: row.code,
  ...cells(visit, row),
})
const monthRow = (visit: Visit, row: MonthOutcome) => ({ month: monthText(visit, row.month), ...cells(visit, row) })

/** GET /console/programmes/outcomes: what came of disputes, by network, code and month. */
export const showOutcomes = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readQuery(visit)
  const [codes, months] = await Promise.all([listByCode(ctx.db, query), listByMonth(ctx.db, query)])
  return view('programmes/outcomes', {
    title: t('programmes:outcome.title'),
    sentence: t('programmes:outcome.sentence', { from: monthText(visit, query.from), to: monthText(visit, query.to) }),
    tabs: programmeTabs(visit, 'outcomes'),
    filters: filtersOf(visit, query),
    figures: figuresOf(visit, total(codes)),
    chart: chartOf(visit, query, months),
    codes: codes.map((row) => codeRow(visit, row)),
    months: [...months].reverse().map((row) => monthRow(visit, row)),
    codeColumns: columnsOf(visit, {
      code: { label: t('programmes:outcome.code'), isLead: true },
      network: { label: t('programmes:outcome.network') },
    }),
    monthColumns: columnsOf(visit, { month: { label: t('programmes:column.month'), isLead: true } }),
    actions: isAllowed(staffOf(visit).roles, 'exports.make')
      ? [{ label: t('web:verb.export'), href: addressOf(`${here}.csv`, query), icon: 'download', kind: 'plain' }]
      : [],
    empty: { title: t('programmes:outcome.none_title'), text: t('programmes:outcome.none_text'), icon: 'scale' },
  })
}

async function* linesOf(visit: Visit, query: OutcomeQuery): AsyncGenerator<string> {
  yield csvLine(
    (['network', 'code', 'won', 'partly', 'lost', 'conceded', 'rate_bps', 'contested_cents', 'won_cents'] as const).map((one) =>
      visit.t(`programmes:outcome_csv.${one}`)
    ),
  )
  const rows = await listByCode(visit.ctx.db, query)
  yield rows
    .map((row) =>
      csvLine([row.network, row.code, row.won, row.partly, row.lost, row.conceded, winRateBps(row), row.contestedCents, row.wonCents])
    )
    .join('')
}

/** GET /console/programmes/outcomes.csv: by network and code, in cents of euros. */
export const exportOutcomesCsv = async (visit: Visit): Promise<Answer> => {
  const query = readQuery(visit)
  await exportProgrammes(visit.ctx, 'outcomes', { from: query.from, to: query.to, network: query.network })
  return {
    kind: 'csv',
    fileName: `${visit.t('programmes:outcome.file')}-${query.from.slice(0, 7)}-${query.to.slice(0, 7)}.csv`,
    lines: linesOf(visit, query),
  }
}
