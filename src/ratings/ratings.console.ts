import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { factors } from '#src/riskTables/factor.ts'
import { riskReasons } from '#src/reviews/words.page.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel } from '#src/web/chart.ts'
import type { Action, Column, Columns, Figure, Filters, Pagination } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDay, formatNumber, formatPercent } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportRatings } from './exportRatings.ts'
import { riskLevels } from './rating.ts'
import { isNarrowed, ratingAddress, ratingSorts, readRatingQuery, type RatingPlace, type RatingQuery,
  type RatingSort } from './ratingSearch.ts'
import { levelChip, levelText, ratingTabs } from './ratingWords.page.ts'
import { countBands, searchRatings, type Band, type FoundRating } from './searchRatings.sql.ts'

const here = '/console/ratings'
const [pageSize, csvPage, reasonsShown] = [50, 500, 2]
/** So many signs stand uncut beside the other columns; the rest is counted. */
const reasonsRoom = 44
const barTones = { low: 'plain', medium: 'warning', high: 'bad' } as const

const sortedBy = (query: RatingQuery, [first, second]: readonly [RatingSort, RatingSort]): Column['sort'] => ({
  href: ratingAddress(here, { ...query, sort: query.sort === first ? second : first, after: null }),
  direction: query.sort === 'highest' && first === 'highest' ? 'descending' : [first, second].includes(query.sort) ? 'ascending' : 'none',
})

const columnsOf = ({ t }: Visit, query: RatingQuery): Columns => ({
  merchant: { label: t('ratings:column.merchant'), isLead: true },
  level: { label: t('ratings:column.level') },
  score: { label: t('ratings:column.score'), isNumber: true, sort: sortedBy(query, ['highest', 'lowest']) },
  reasons: { label: t('ratings:column.reasons'), isWide: true },
  rated: { label: t('ratings:column.at') },
  why: { label: t('ratings:column.why'), isSpare: true },
  review: { label: t('ratings:column.review'), sort: sortedBy(query, ['review', 'review']) },
})

const reasonsText = (visit: Visit, row: FoundRating): string => {
  const all = riskReasons(visit, row.reasons as JsonValue)
  const shown = all.slice(0, reasonsShown).join(' · ').length > reasonsRoom ? 1 : reasonsShown
  return [...all.slice(0, shown), ...(all.length > shown ? [visit.t('ratings:more_reasons', { count: all.length - shown })] : [])].join(
    ' · ',
  ) || '—'
}

const rowOf = (visit: Visit, row: FoundRating) => ({
  href: `${here}/${row.merchantId}`,
  merchant: row.merchantName || visit.t('payments:list.unnamed'),
  chip: levelChip(visit, row.risk),
  score: String(row.score),
  reasons: reasonsText(visit, row),
  rated: row.ratedAt ? formatDay(parisDay(row.ratedAt), visit.lang) : '—',
  review: row.dueOn,
  why: row.isDecided ? visit.t('ratings:decided_by_person') : row.trigger ? visit.t(`ratings:trigger.${row.trigger}`) : '',
})

const sum = (bands: readonly Band[]): number => bands.reduce((all, { merchants }) => all + merchants, 0)

const figuresOf = ({ t, lang }: Visit, bands: readonly Band[], query: RatingQuery): Figure[] =>
  [...riskLevels].reverse().map((level): Figure => {
    const count = sum(bands.filter(({ risk }) => risk === level))
    return {
      label: t(`reviews:risk.${level}`),
      value: formatNumber(count, lang),
      tone: level === 'high' && count > 0 ? 'bad' : 'neutral',
      href: ratingAddress(here, { ...query, level, after: null }),
      note: t('ratings:share', { share: formatPercent(sum(bands) === 0 ? 0 : Math.round((count * 100) / sum(bands)) * 100, lang) }),
    }
  })

const bandLabel = (from: number): string => `${from}–${from === 90 ? 100 : from + 9}`

const chartOf = (visit: Visit, bands: readonly Band[]) => {
  const { t, lang } = visit
  return barsModel({
    label: t('ratings:chart'),
    marks: [],
    written: (value) => formatNumber(value, lang),
    bars: Array.from({ length: 10 }, (_, i) => i * 10).map((from) => {
      const of = bands.filter((band) => band.from === from)
      const worst = [...riskLevels].reverse().find((level) => of.some(({ risk }) => risk === level)) ?? 'low'
      return {
        label: bandLabel(from),
        value: sum(of),
        tone: barTones[worst],
        title: of
          .map(({ risk, merchants }) => t('ratings:chart_bar', { band: bandLabel(from), count: merchants, level: levelText(visit, risk) }))
          .join(', ') || t('ratings:chart_none', { band: bandLabel(from) }),
      }
    }),
  })
}

const bandRows = (visit: Visit, bands: readonly Band[]) =>
  bands.map(({ from, risk, merchants }) => ({
    band: bandLabel(from),
    chip: levelChip(visit, risk),
    merchants: formatNumber(merchants, visit.lang),
  }))

const filtersOf = ({ t }: Visit, query: RatingQuery): Filters => ({
  action: here,
  resetHref: isNarrowed(query) ? ratingAddress(here, { ...query, level: null, reason: null, search: '', after: null }) : null,
  hidden: query.sort === ratingSorts[0] ? [] : [{ name: 'sort', value: query.sort }],
  fields: [
    { name: 'q', type: 'search', label: t('ratings:filter.search'), value: query.search, placeholder: t('ratings:filter.search_hint') },
    {
      name: 'level',
      type: 'select',
      label: t('ratings:column.level'),
      value: query.level ?? '',
      options: [
        { value: '', label: t('ratings:filter.any_level') },
        ...riskLevels.map((value) => ({ value, label: t(`reviews:risk.${value}`) })),
      ],
    },
    {
      name: 'reason',
      type: 'select',
      label: t('ratings:column.reason'),
      value: query.reason ?? '',
      options: [
        { value: '', label: t('ratings:filter.any_reason') },
        ...factors.map(({ id }) => ({ value: id, label: t(`dossiers:risk.${id}`) })),
      ],
    },
  ],
})

const placeOf = ({ sort }: RatingQuery, { score, dueKey, dossierId }: FoundRating): RatingPlace => ({
  value: sort === 'review' ? dueKey : String(score),
  id: dossierId,
})

const pagesOf = ({ t }: Visit, query: RatingQuery, rows: readonly FoundRating[], hasMore: boolean): Pagination => ({
  previous: query.after ? ratingAddress(here, { ...query, after: null }) : null,
  shown: t('ratings:shown', { count: rows.length }),
  next: hasMore && rows.length > 0 ? ratingAddress(here, { ...query, after: placeOf(query, rows.at(-1)!) }) : null,
})

const actionsOf = (visit: Visit, query: RatingQuery): Action[] =>
  isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{
      label: visit.t('web:verb.export'),
      href: ratingAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain',
    }]
    : []

/** GET /console/ratings: the portfolio by level and score. */
export const showRatings = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readRatingQuery(visit.query)
  const [bands, found] = await Promise.all([countBands(ctx.db), searchRatings(ctx.db, query, pageSize + 1)])
  const rows = found.slice(0, pageSize)
  return view('ratings/list', {
    title: t('ratings:title'),
    sentence: t('ratings:sentence', { count: sum(bands) }),
    tabs: ratingTabs(visit, 'list'),
    actions: actionsOf(visit, query),
    figures: figuresOf(visit, bands, query),
    chart: sum(bands) > 0 ? chartOf(visit, bands) : null,
    bandColumns: {
      band: { label: t('ratings:column.band'), isLead: true },
      level: { label: t('ratings:column.level') },
      merchants: { label: t('ratings:column.merchants'), isNumber: true },
    },
    bands: bandRows(visit, bands),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    empty: isNarrowed(query)
      ? { title: t('ratings:none_found_title'), text: t('ratings:none_found_text'), icon: 'scale' }
      : { title: t('ratings:none_title'), text: t('ratings:none_text'), icon: 'scale' },
  })
}

const headings = ['merchant_id', 'merchant', 'level', 'score', 'reasons', 'rated_at', 'why', 'review'] as const

const csvRow = (visit: Visit, row: FoundRating): string =>
  csvLine([
    row.merchantId,
    row.merchantName,
    visit.t(`reviews:risk.${row.risk}`),
    row.score,
    riskReasons(visit, row.reasons as JsonValue).join(' · '),
    row.ratedAt?.toISOString() ?? '',
    row.trigger ? visit.t(`ratings:trigger.${row.trigger}`) : '',
    row.dueOn,
  ])

async function* linesOf(visit: Visit, query: RatingQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`ratings:csv.${one}`)))
  for (let after: RatingQuery['after'] = null;;) {
    const rows: FoundRating[] = await searchRatings(visit.ctx.db, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    if (rows.length < csvPage) return
    after = placeOf(query, rows.at(-1)!)
  }
}

/** GET /console/ratings.csv: what the filter lets pass. */
export const exportRatingsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readRatingQuery(visit.query), after: null }
  await exportRatings(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('ratings:file')}.csv`, lines: linesOf(visit, query) }
}
