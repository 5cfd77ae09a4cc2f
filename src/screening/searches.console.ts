import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { here as room, merchantNamed, scoreText } from '#src/hits/hitWords.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Filters } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportScreening } from './exports.ts'
import { listRuns, type RunRow } from './runs.sql.ts'
import { countScreened, searchSearches, type FoundSearch, type SearchQuery } from './searches.sql.ts'

const here = `${room}/searches`
const triggers = ['entry', 'change', 'decision', 'daily', 'list', 'settings', 'by_hand'] as const
const pageSize = 50
const csvPage = 1_000
const shownRuns = 8

type Asked = SearchQuery & { said: Record<string, string> }

const readQuery = ({ query }: Visit): Asked => {
  const [merchant, after, from, to, trigger] = [
    askedText(query['merchant'], 40),
    askedText(query['after'], 40),
    askedDay(query['from']),
    askedDay(query['to']),
    askedOf(triggers, askedText(query['trigger'], 12)),
  ]
  const isRaised = query['found'] === '1'
  return {
    merchantId: isId('mrch', merchant) ? merchant : null,
    subjectId: null,
    trigger,
    isRaised,
    from: from ? startOfParisDay(from) : null,
    until: to ? startOfParisDay(addDays(to, 1)) : null,
    after: isId('srch', after) ? after : null,
    said: {
      ...(isId('mrch', merchant) ? { merchant } : {}),
      ...(trigger ? { trigger } : {}),
      ...(isRaised ? { found: '1' } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    },
  }
}

const addressOf = (path: string, said: Record<string, string>, after: string | null = null): string => {
  const query = new URLSearchParams({ ...said, ...(after ? { after } : {}) })
  return query.size > 0 ? `${path}?${query}` : path
}

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true },
  merchant: { label: t('web:word.merchant'), isSpare: true },
  at: { label: t('web:word.date') },
  trigger: { label: t('screening:column.trigger') },
  compared: { label: t('screening:column.compared'), isNumber: true },
  best: { label: t('screening:column.best'), isNumber: true },
  raised: { label: t('screening:column.raised'), isNumber: true },
})

export const searchRow = (visit: Visit, row: FoundSearch) => ({
  href: `${room}/subjects/${row.subjectId}`,
  name: row.name,
  merchant: merchantNamed(visit, row.merchantName),
  at: row.at,
  trigger: visit.t(`screening:trigger.${row.trigger}`),
  compared: formatNumber(row.candidateCount, visit.lang),
  best: row.candidateCount > 0 ? scoreText(visit, row.bestBps) : '–',
  raised: row.raisedCount > 0 ? formatNumber(row.raisedCount, visit.lang) : '',
  id: row.id,
})

const runColumns = ({ t }: Visit): Columns => ({
  ended: { label: t('screening:run.ended'), isLead: true, isWide: true },
  trigger: { label: t('screening:column.trigger') },
  changed: { label: t('screening:run.changed'), isNumber: true },
  compared: { label: t('screening:column.compared'), isNumber: true },
  raised: { label: t('screening:column.raised'), isNumber: true },
  covered: { label: t('screening:run.covered'), isNumber: true },
})
const runRow = ({ t, lang }: Visit, run: RunRow) => ({
  at: run.endedAt ?? run.startedAt,
  isOpen: run.endedAt === null,
  trigger: t(`screening:trigger.${run.trigger}`),
  changed: formatNumber(run.changedCount, lang),
  compared: formatNumber(run.comparedCount, lang),
  raised: formatNumber(run.raisedCount, lang),
  covered: run.coveredCount === null ? '–' : formatNumber(run.coveredCount, lang),
})

const filtersOf = ({ t }: Visit, { said }: Asked): Filters => ({
  action: here,
  resetHref: Object.keys(said).length > 0 ? here : null,
  fields: [
    {
      name: 'trigger',
      type: 'select',
      label: t('screening:column.trigger'),
      value: said['trigger'] ?? '',
      options: [
        { value: '', label: t('payments:list.any') },
        ...triggers.map((value) => ({ value, label: t(`screening:trigger.${value}`) })),
      ],
    },
    {
      name: 'found',
      type: 'select',
      label: t('screening:filter.found'),
      value: said['found'] ?? '',
      options: [{ value: '', label: t('screening:filter.found_any') }, { value: '1', label: t('screening:filter.found_some') }],
    },
    { name: 'from', type: 'date', label: t('screening:filter.from'), value: said['from'] ?? '', width: 'short' },
    { name: 'to', type: 'date', label: t('screening:filter.to'), value: said['to'] ?? '', width: 'short' },
    {
      name: 'merchant',
      type: 'text',
      label: t('screening:filter.merchant'),
      value: said['merchant'] ?? '',
      placeholder: 'mrch_…',
      width: 'medium',
      autocomplete: 'off',
    },
  ],
})

/**
 * GET /console/screening/searches: every search of somebody by himself, fruitless ones too, and the runs that carry all of them to newer
 * lists.
 */
export const showSearches = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, lang } = visit
  const query = readQuery(visit)
  const found = await searchSearches(ctx.db, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const [{ people, unsearched }, runs] = [await countScreened(ctx.db), query.after ? [] : await listRuns(ctx.db, null, shownRuns)]
  return view('screening/searches', {
    title: t('screening:searches.title'),
    back: { href: room, label: t('screening:title') },
    sentence: t('screening:searches.sentence', { people: formatNumber(people, lang) }) +
      (unsearched > 0 ? ` ${t('screening:searches.unsearched', { count: unsearched })}` : ''),
    actions: isAllowed(staffOf(visit).roles, 'exports.make')
      ? [{ label: t('web:verb.export'), href: addressOf(`${here}.csv`, query.said), icon: 'download', kind: 'plain' }]
      : [],
    filters: filtersOf(visit, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => searchRow(visit, row)),
    runs: runs.map((run) => runRow(visit, run)),
    runColumns: runColumns(visit),
    pages: {
      previous: query.after ? addressOf(here, query.said) : null,
      next: found.length > pageSize ? addressOf(here, query.said, rows.at(-1)!.id) : null,
      shown: t('screening:shown_searches', { count: rows.length }),
    },
    empty: { title: t('screening:searches.none'), text: t('screening:searches.none_text'), icon: 'search' },
  })
}

const headings = [
  'id',
  'at',
  'trigger',
  'name',
  'subject',
  'merchant_id',
  'merchant',
  'lists',
  'engine',
  'alert',
  'compared',
  'best',
  'raised',
  'opened',
] as const

async function* linesOf(visit: Visit, query: SearchQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`screening:searches_csv.${one}`)))
  for (let after: string | null = null;;) {
    const rows: FoundSearch[] = await searchSearches(visit.ctx.db, { ...query, after }, csvPage)
    yield rows
      .map((row) =>
        csvLine([
          row.id,
          row.at.toISOString(),
          visit.t(`screening:trigger.${row.trigger}`),
          row.name,
          row.subjectId,
          row.merchantId,
          row.merchantName,
          row.setId,
          row.engine,
          (row.alertBps / 10_000).toFixed(4),
          row.candidateCount,
          (row.bestBps / 10_000).toFixed(4),
          row.raisedCount,
          row.openedCount,
        ])
      )
      .join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/screening/searches.csv: what the filter lets pass; taking it away is recorded. */
export const exportSearchesCsv = async (visit: Visit): Promise<Answer> => {
  await exportScreening(visit.ctx, 'searches')
  return {
    kind: 'csv',
    fileName: `${visit.t('screening:file.searches')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, readQuery(visit)),
  }
}
