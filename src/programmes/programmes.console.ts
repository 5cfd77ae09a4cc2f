import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Column, Columns, Figure, Filters, Pagination } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatPercent } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportProgrammes } from './exportProgrammes.ts'
import { partsOf, ratioBps, standings, utcMonth, type ProgrammeRule } from './programme.ts'
import { figuresFrom } from './programmeMonth.page.ts'
import { isNarrowed, merchantProgrammes, rankAddress, readRankQuery, type RankQuery, type RankSort } from './programmeSearch.ts'
import { findLastMonth, listAllRules, type MonthRow } from './programmes.sql.ts'
import { programmeTabs } from './programmeTabs.page.ts'
import { monthText, partText, ratioText, standingChip } from './programmeWords.page.ts'
import { countWarned, listMonthsOf, rankMonth, type RankedMonth } from './ranks.sql.ts'

const here = '/console/programmes'
const pageSize = 50
const csvPage = 500
/** How far back a month may be chosen. */
const monthsShown = 24

type Rules = Map<string, ProgrammeRule>
const rulesById = async ({ ctx }: Visit): Promise<Rules> => new Map((await listAllRules(ctx.db)).map((rule) => [rule.id, rule]))

const sortedBy = (query: RankQuery, [down, up]: readonly [RankSort, RankSort]): Column['sort'] => ({
  href: rankAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
  direction: query.sort === down ? 'descending' : query.sort === up ? 'ascending' : 'none',
})

const columnsOf = ({ t }: Visit, query: RankQuery): Columns => ({
  merchant: { label: t('programmes:column.merchant'), isLead: true, isWide: true },
  programme: { label: t('programmes:column.programme') },
  ratio: { label: t('programmes:column.ratio'), isNumber: true },
  counted: { label: t('programmes:column.counted'), isNumber: true, sort: sortedBy(query, ['most', 'fewest']) },
  more: { label: t('programmes:column.more'), isSpare: true },
  percent: { label: t('programmes:column.percent'), isNumber: true, sort: sortedBy(query, ['furthest', 'nearest']) },
  standing: { label: t('programmes:column.standing') },
})

const rowOf = (visit: Visit, rules: Rules, row: RankedMonth) => {
  const parts = partsOf(rules.get(row.rule_id)!, figuresFrom(row))
  const written = (names: readonly string[]): string =>
    parts.filter(({ name }) => names.includes(name)).map((part) => partText(visit, part)).join(', ')
  return {
    href: `${here}/${row.merchant_id}`,
    merchant: row.merchantName || visit.t('payments:list.unnamed'),
    programme: visit.t(`programmes:programme.${row.programme}`),
    ratio: written(['ratio']),
    counted: written(['count']) || String(row.counted),
    more: written(['amount', 'authenticated']),
    way: formatPercent(row.percent * 100, visit.lang),
    chip: standingChip(visit, row.standing),
  }
}

/** What we stand at ourselves, with all merchants together; and how many of them are warned. */
const figuresOf = async (visit: Visit, rules: Rules, month: Day): Promise<Figure[]> => {
  const { t, lang, ctx } = visit
  const [ours, { warned, reached }] = await Promise.all([listMonthsOf(ctx.db, null, month), countWarned(ctx.db, month)])
  const ofMonth = ours.filter((row: MonthRow) => row.month === month)
  return [
    ...ofMonth.map((row) => ({
      label: t(`programmes:programme.${row.programme}`),
      value: ratioText({ lang }, row.counted, row.settled),
      href: `${here}/portfolio`,
      tone: row.standing === 'reached' ? 'bad' as const : row.standing === 'clear' ? 'neutral' as const : 'warning' as const,
      note: t('programmes:figure.of', {
        from: formatPercent(rules.get(row.rule_id)!.ratioBps, lang),
        once: ratioText({ lang }, row.counted_once, row.settled),
      }),
    })),
    {
      label: t('programmes:figure.warned'),
      value: String(warned),
      note: t('programmes:figure.warned_note'),
      tone: warned > 0 ? 'warning' : 'neutral',
    },
    {
      label: t('programmes:figure.reached'),
      value: String(reached),
      note: t('programmes:figure.reached_note'),
      tone: reached > 0 ? 'bad' : 'neutral',
    },
  ]
}

const filtersOf = (visit: Visit, query: RankQuery, month: Day): Filters => {
  const { t, ctx } = visit
  const months = Array.from({ length: monthsShown }, (_, i) => addMonths(utcMonth(ctx.now), -i))
  return {
    action: here,
    resetHref: isNarrowed(query) ? rankAddress(here, { ...query, programme: null, search: '', after: null }) : null,
    hidden: query.sort === 'furthest' ? [] : [{ name: 'sort', value: query.sort }],
    fields: [
      {
        name: 'q',
        type: 'search',
        label: t('programmes:filter.search'),
        value: query.search,
        placeholder: t('programmes:filter.search_hint'),
      },
      {
        name: 'month',
        type: 'select',
        label: t('programmes:filter.month'),
        value: month.slice(0, 7),
        options: (months.includes(month) ? months : [month, ...months]).map((one) => ({
          value: one.slice(0, 7),
          label: monthText(visit, one),
        })),
      },
      {
        name: 'programme',
        type: 'select',
        label: t('programmes:column.programme'),
        value: query.programme ?? '',
        options: [
          { value: '', label: t('payments:list.any') },
          ...merchantProgrammes.map((value) => ({ value, label: t(`programmes:programme.${value}`) })),
        ],
      },
      {
        name: 'from',
        type: 'select',
        label: t('programmes:filter.from'),
        value: query.from,
        options: standings.map((value) => ({ value, label: t(`programmes:from.${value}`) })),
      },
    ],
  }
}

const placeOf = ({ sort }: RankQuery, { percent, counted, id }: RankedMonth) => ({
  value: sort === 'most' || sort === 'fewest' ? counted : percent,
  id,
})

const pagesOf = ({ t }: Visit, query: RankQuery, rows: readonly RankedMonth[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? rankAddress(here, { ...query, after: null }) : null,
    shown: t('programmes:shown', { count: rows.length }),
    next: hasMore && last ? rankAddress(here, { ...query, after: placeOf(query, last) }) : null,
  }
}

const actionsOf = (visit: Visit, query: RankQuery): Action[] =>
  isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{ label: visit.t('web:verb.export'), href: rankAddress(`${here}.csv`, { ...query, after: null }), icon: 'download', kind: 'plain' }]
    : []

/** GET /console/programmes: who is how far in the networks' monitoring programmes, in a month of UTC. */
export const showProgrammes = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readRankQuery(visit.query)
  const [last, rules] = await Promise.all([findLastMonth(ctx.db), rulesById(visit)])
  const month = query.month ?? last ?? utcMonth(ctx.now)
  const found = await rankMonth(ctx.db, month, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  return view('programmes/list', {
    title: t('programmes:title'),
    sentence: t(month === utcMonth(ctx.now) ? 'programmes:sentence_running' : 'programmes:sentence', { month: monthText(visit, month) }),
    tabs: programmeTabs(visit, 'ranks'),
    figures: await figuresOf(visit, rules, month),
    filters: filtersOf(visit, query, month),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, rules, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: last === null
      ? { title: t('programmes:none_title'), text: t('programmes:none_text'), icon: 'scale' }
      : { title: t('programmes:none_found_title'), text: t('programmes:none_found_text'), icon: 'shield-check' },
  })
}

const headings = [
  'month',
  'programme',
  'merchant_id',
  'merchant',
  'counted',
  'counted_once',
  'settled',
  'ratio_bps',
  'fraud_cents',
  'authenticated',
  'percent',
  'standing',
  'rule',
] as const

const csvRow = ({ t }: Visit, row: RankedMonth): string =>
  csvLine([
    row.month.slice(0, 7),
    t(`programmes:programme.${row.programme}`),
    row.merchant_id,
    row.merchantName,
    row.counted,
    row.counted_once,
    row.settled,
    ratioBps(row.counted, row.settled),
    row.fraud_cents,
    row.authenticated,
    row.percent,
    t(`programmes:standing.${row.standing}`),
    row.rule_id,
  ])

async function* linesOf(visit: Visit, query: RankQuery, month: Day): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`programmes:csv.${one}`)))
  for (let after: RankQuery['after'] = null;;) {
    const rows: RankedMonth[] = await rankMonth(visit.ctx.db, month, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = placeOf(query, last)
  }
}

/** GET /console/programmes.csv: what the filter lets pass, of a month. */
export const exportProgrammesCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readRankQuery(visit.query), after: null }
  const month = query.month ?? (await findLastMonth(visit.ctx.db)) ?? utcMonth(visit.ctx.now)
  await exportProgrammes(visit.ctx, 'ranks', { month, programme: query.programme, from: query.from })
  return { kind: 'csv', fileName: `${visit.t('programmes:file')}-${month.slice(0, 7)}.csv`, lines: linesOf(visit, query, month) }
}
