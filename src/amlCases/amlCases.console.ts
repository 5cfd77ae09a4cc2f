import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { listColleagues } from '#src/owners/owners.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Column, Columns, EmptyState, Filters, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatLength, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { amlQuestions } from './amlCase.ts'
import { countLivingAmlCases } from './amlCases.sql.ts'
import { amlAddress, amlShelves, everyCase, isNarrowed, readAmlQuery, usualSort, type AmlCaseQuery, type AmlSort } from './amlCaseSearch.ts'
import { amlChip, casePath, casesPath, dueChip, mayExamine } from './amlWords.page.ts'
import { exportAmlCases } from './exportAmlCases.ts'
import { searchAmlCases, type FoundAmlCase } from './searchAmlCases.sql.ts'

const pageSize = 50
const csvPage = 500

const whoseOf = (visit: Visit) => ({ me: staffOf(visit).id, today: parisDay(visit.ctx.now) })

const sortedBy = (
  query: AmlCaseQuery,
  [first, second]: readonly [AmlSort, AmlSort],
  direction: 'ascending' | 'descending',
): Column['sort'] => ({
  href: amlAddress(casesPath, { ...query, sort: query.sort === first ? second : first, after: null }),
  direction: query.sort === first ? direction : 'none',
})

const columnsOf = ({ t }: Visit, query: AmlCaseQuery): Columns => ({
  merchant: { label: t('alerts:column.merchant'), isLead: true },
  matter: { label: t('amlCases:column.matter'), isWide: true },
  answered: { label: t('amlCases:column.answered'), isNumber: true },
  due: { label: t('amlCases:column.due'), sort: sortedBy(query, ['due', 'newest'], 'ascending') },
  owner: { label: t('alerts:column.owner') },
  state: { label: t('alerts:column.state') },
  age: { label: t('alerts:column.age'), isNumber: true, sort: sortedBy(query, ['newest', 'oldest'], 'ascending') },
})

const rowOf = (visit: Visit, row: FoundAmlCase) => {
  const { t, lang, ctx } = visit
  return {
    href: casePath(row),
    merchant: merchantText(visit, row.merchantName),
    summary: row.summary,
    matter: [
      ...(row.alerts > 0 ? [t('amlCases:count.alerts', { count: row.alerts })] : []),
      ...(row.hits > 0 ? [t('amlCases:count.hits', { count: row.hits })] : []),
    ]
      .join(', ') || t('amlCases:origin.staff'),
    answered: `${formatNumber(row.answered, lang)}/${amlQuestions.length}`,
    due: dueChip(visit, row),
    owner: row.ownerName,
    isMine: row.owner_id === staffOf(visit).id,
    state: amlChip(visit, row.state),
    age: formatLength(ctx.now.getTime() - row.opened_at.getTime(), lang),
  }
}

const tabsOf = ({ t }: Visit, query: AmlCaseQuery, { count, breaches }: { count: number; breaches: number }): Tab[] =>
  amlShelves.map((shelf) => ({
    label: t(`amlCases:view.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: amlAddress(casesPath, { ...query, shelf, sort: usualSort(shelf), after: null }),
    ...(shelf === 'living' ? { count } : shelf === 'late' ? { count: breaches } : {}),
  }))

const filtersOf = async (visit: Visit, query: AmlCaseQuery): Promise<Filters> => {
  const { t, ctx } = visit
  const me = staffOf(visit).id
  const owners = (await listColleagues(ctx.db, 'alerts.handle')).map(({ id, name }) => ({
    value: id,
    label: id === me ? t('alerts:filter.me') : name,
  }))
  return {
    action: casesPath,
    resetHref: isNarrowed(query) ? amlAddress(casesPath, { ...query, ...everyCase }) : null,
    hidden: [
      ...(query.shelf === 'living' ? [] : [{ name: 'view', value: query.shelf }]),
      ...(query.sort === usualSort(query.shelf) ? [] : [{ name: 'sort', value: query.sort }]),
    ],
    fields: [
      { name: 'q', type: 'search', label: t('alerts:filter.search'), value: query.search, placeholder: t('amlCases:filter.search_hint') },
      {
        name: 'owner',
        type: 'select',
        label: t('alerts:filter.owner'),
        value: query.owner ?? '',
        options: [{ value: '', label: t('web:word.all') }, ...owners],
      },
      { name: 'from', type: 'date', label: t('amlCases:filter.from'), value: query.from ?? '', width: 'short' },
      { name: 'to', type: 'date', label: t('alerts:filter.to'), value: query.to ?? '', width: 'short' },
    ],
  }
}

const emptyOf = (visit: Visit, query: AmlCaseQuery): EmptyState => {
  const { t } = visit
  return isNarrowed(query) || query.shelf !== 'living' ?
    {
      title: t('amlCases:none_found_title'),
      text: t('amlCases:none_found_text'),
      icon: 'folder',
      action: { label: t('amlCases:view.all'), href: `${casesPath}?view=all` },
    }
    : {
      title: t('amlCases:none_title'),
      text: t('amlCases:none_text'),
      icon: 'shield-check',
      action: { label: t('amlCases:none_action'), href: '/console/alerts' },
    }
}

const openAction = (visit: Visit): Action => (mayExamine(visit)
  ? { label: visit.t('amlCases:act.open'), href: `${casesPath}/new`, key: 'n', icon: 'plus' }
  : { label: visit.t('amlCases:act.open'), reason: visit.t('alerts:missing.reader') })

/** GET /console/aml-cases: what is to be concluded, the nearest date first. */
export const showAmlCases = async (visit: Visit): Promise<Answer> => {
  const { ctx, t, lang } = visit
  const query = readAmlQuery(visit.query)
  const [found, living] = [
    await searchAmlCases(ctx.db, whoseOf(visit), query, pageSize + 1),
    await countLivingAmlCases(ctx.db, parisDay(ctx.now)),
  ]
  const rows = found.slice(0, pageSize)
  const last = rows.at(-1)
  return view('amlCases/list', {
    title: t('amlCases:title'),
    sentence: t(living.count === 0 ? 'amlCases:sentence_none' : living.breaches > 0 ? 'amlCases:sentence_late' : 'amlCases:sentence', {
      count: living.count,
      late: formatNumber(living.breaches, lang),
    }),
    tabs: tabsOf(visit, query, living),
    filters: await filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    empty: emptyOf(visit, query),
    primary: openAction(visit),
    actions: isAllowed(staffOf(visit).roles, 'exports.make')
      ? [{ label: t('web:verb.export'), href: amlAddress(`${casesPath}.csv`, { ...query, after: null }), icon: 'download', kind: 'plain' }]
      : [],
    pages: {
      previous: query.after ? amlAddress(casesPath, { ...query, after: null }) : null,
      next: found.length > pageSize && last ? amlAddress(casesPath, { ...query, after: { at: last.at, id: last.id } }) : null,
      shown: t('amlCases:shown', { count: rows.length }),
    },
  })
}

const headings = [
  'id',
  'merchant_id',
  'merchant',
  'state',
  'origin',
  'summary',
  'alerts',
  'hits',
  'answered',
  'owner',
  'opened',
  'due',
  'begun',
  'concluded',
] as const
const csvRow = ({ t }: Visit, row: FoundAmlCase): string =>
  csvLine([
    row.id,
    row.merchant_id,
    row.merchantName,
    t(`amlCases:state.${row.state}`),
    t(`amlCases:origin.${row.origin}`),
    row.summary,
    row.alerts,
    row.hits,
    row.answered,
    row.ownerName,
    row.opened_at.toISOString(),
    row.due_on,
    row.begun_at?.toISOString() ?? null,
    row.concluded_at?.toISOString() ?? null,
  ])

async function* linesOf(visit: Visit, query: AmlCaseQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`amlCases:csv.${one}`)))
  for (let after: AmlCaseQuery['after'] = null;;) {
    const rows: FoundAmlCase[] = await searchAmlCases(visit.ctx.db, whoseOf(visit), { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { at: last.at, id: last.id }
  }
}

/** GET /console/aml-cases.csv: what the filter lets pass; taking it away is recorded. */
export const exportAmlCasesCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readAmlQuery(visit.query), after: null }
  await exportAmlCases(visit.ctx, { shelf: query.shelf, owner: query.owner, from: query.from, to: query.to, isSearch: query.search !== '' })
  return { kind: 'csv', fileName: `${visit.t('amlCases:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
