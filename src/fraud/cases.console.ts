import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { nextAction, ownerCells, ownerFilter } from '#src/owners/owner.page.ts'
import { listColleagues } from '#src/owners/owners.sql.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Column, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { caseAddress, caseShelves, isNarrowed, readCaseQuery, usualSort, type CaseQuery, type CaseSort } from './caseSearch.ts'
import { exportCases } from './exportCases.ts'
import { fraudReasons, totalsIn } from './fraudCase.ts'
import { countLivingCases } from './fraudCases.sql.ts'
import { caseChip, totalText } from './fraudWords.page.ts'
import { hasFreeCase, searchCases, type FoundCase } from './searchCases.sql.ts'

const here = '/console/fraud-cases'
const pageSize = 50
const csvPage = 500
const mayWork = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'fraud.work')

const sortedBy = (query: CaseQuery, [down, up]: readonly [CaseSort, CaseSort]): Column['sort'] => ({
  href: caseAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
  direction: query.sort === down ? 'descending' : query.sort === up ? 'ascending' : 'none',
})

const columnsOf = ({ t }: Visit, query: CaseQuery): Columns => ({
  opened: { label: t('fraud:column.opened'), isLead: true, sort: sortedBy(query, ['newest', 'oldest']) },
  merchant: { label: t('fraud:column.merchant'), isWide: true },
  reason: { label: t('fraud:column.reason') },
  payments: { label: t('fraud:column.payments'), isNumber: true, sort: sortedBy(query, ['most', 'fewest']) },
  total: { label: t('fraud:column.total'), isNumber: true },
  owner: { label: t('owners:label'), isSpare: true },
  state: { label: t('fraud:column.state') },
  claim: { label: t('owners:column'), isLabelHidden: true },
})

const rowOf = (visit: Visit, row: FoundCase) => ({
  href: `${here}/${row.id}`,
  openedAt: row.opened_at,
  merchant: row.merchantName || visit.t('payments:list.unnamed'),
  reason: visit.t(`fraud:reason.${row.reason}`),
  payments: row.payment_count,
  total: totalText(visit, totalsIn(row.totals)),
  chip: caseChip(visit, row.state),
  test: testChip(visit, row.mode),
  ...ownerCells(visit, row, { path: `${here}/${row.id}`, mayClaim: mayWork(visit) && row.closed_at === null }),
})

const filtersOf = (visit: Visit, query: CaseQuery, colleagues: Parameters<typeof ownerFilter>[2]): Filters => {
  const { t } = visit
  return {
    action: here,
    resetHref: isNarrowed(query)
      ? caseAddress(here, { ...query, reason: null, owner: null, from: null, to: null, search: '', after: null })
      : null,
    hidden: [
      ...(query.shelf === 'living' ? [] : [{ name: 'state', value: query.shelf }]),
      ...(query.sort === usualSort(query.shelf) ? [] : [{ name: 'sort', value: query.sort }]),
    ],
    fields: [
      { name: 'q', type: 'search', label: t('fraud:filter.search'), value: query.search, placeholder: t('fraud:filter.search_hint') },
      {
        name: 'reason',
        type: 'select',
        label: t('fraud:column.reason'),
        value: query.reason ?? '',
        options: [
          { value: '', label: t('payments:list.any') },
          ...fraudReasons.map((value) => ({ value, label: t(`fraud:reason.${value}`) })),
        ],
      },
      ownerFilter(visit, query.owner, colleagues),
      { name: 'from', type: 'date', label: t('payments:list.from'), value: query.from ?? '', width: 'short' },
      { name: 'to', type: 'date', label: t('payments:list.to'), value: query.to ?? '', width: 'short' },
    ],
  }
}

const tabsOf = ({ t }: Visit, query: CaseQuery, living: { count: number; isCapped: boolean }): Tab[] =>
  caseShelves.map((shelf) => ({
    label: t(shelf === 'living' || shelf === 'all' ? `fraud:shelf.${shelf}` : `fraud:state.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: caseAddress(here, { ...query, shelf, sort: usualSort(shelf), after: null }),
    ...(shelf === 'living' ? living : {}),
  }))

const pagesOf = ({ t }: Visit, query: CaseQuery, rows: readonly FoundCase[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? caseAddress(here, { ...query, after: null }) : null,
    shown: t('fraud:shown', { count: rows.length }),
    next: hasMore && last ? caseAddress(here, { ...query, after: { id: last.id, count: last.payment_count } }) : null,
  }
}

const actionsOf = (visit: Visit, query: CaseQuery): Action[] => {
  const { roles } = staffOf(visit)
  return [
    ...(isAllowed(roles, 'exports.make')
      ? [{
        label: visit.t('web:verb.export'),
        href: caseAddress(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : []),
    ...(mayWork(visit) ? [{ label: visit.t('fraud:act.open'), href: `${here}/new`, icon: 'plus', kind: 'plain' as const, key: 'o' }] : []),
  ]
}

const nextOf = async (visit: Visit, count: number): Promise<Action | null> => (mayWork(visit)
  ? nextAction(visit, { label: visit.t('web:verb.next'), post: `${here}/next`, count, hasFree: await hasFreeCase(visit.ctx.db) })
  : null)

/** GET /console/fraud-cases: what is not over, the oldest first; the others by their state. `n` takes the next, `o` opens one. */
export const showCases = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readCaseQuery(visit.query)
  const found = await searchCases(ctx.db, null, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const [living, colleagues] = [await countLivingCases(ctx.db), await listColleagues(ctx.db, 'fraud.work')]
  return view('fraud/list', {
    title: t('fraud:title'),
    sentence: t('fraud:sentence'),
    primary: await nextOf(visit, living.count),
    tabs: tabsOf(visit, query, living),
    filters: filtersOf(visit, query, colleagues),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: {
      title: t(isNarrowed(query) ? 'fraud:none_found_title' : 'fraud:none_title'),
      text: t(isNarrowed(query) ? 'fraud:none_found_text' : 'fraud:none_text'),
      icon: 'flag',
    },
  })
}

const headings = ['id', 'opened', 'merchant_id', 'merchant', 'world', 'reason', 'state', 'payments', 'total', 'closed', 'owner'] as const

const csvRow = ({ t, lang }: Visit, row: FoundCase): string =>
  csvLine([
    row.id,
    row.opened_at.toISOString(),
    row.merchant_id,
    row.merchantName,
    t(`payments:world.${row.mode}`),
    t(`fraud:reason.${row.reason}`),
    t(`fraud:state.${row.state}`),
    row.payment_count,
    totalText({ lang }, totalsIn(row.totals)),
    row.closed_at?.toISOString() ?? null,
    row.ownerName,
  ])

async function* linesOf(visit: Visit, query: CaseQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`fraud:csv.${one}`)))
  for (let after: CaseQuery['after'] = null;;) {
    const rows: FoundCase[] = await searchCases(visit.ctx.db, null, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { id: last.id, count: last.payment_count }
  }
}

/** GET /console/fraud-cases.csv: what the filter lets pass; taking it away is recorded. */
export const exportCasesCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readCaseQuery(visit.query), after: null }
  await exportCases(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('fraud:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
