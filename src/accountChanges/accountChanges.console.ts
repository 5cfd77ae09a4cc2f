import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { changeChip, changePath } from './accountChange.page.ts'
import { maskedIban } from './maskedIban.page.ts'
import { changesAddress, changeShelves, readChangeQuery, sortOf, type ChangeQuery } from './changeSearch.ts'
import { exportChanges } from './exportChanges.ts'
import { waitingChanges } from './accountChanges.sql.ts'
import { searchChanges, type FoundChange } from './searchChanges.sql.ts'

const here = '/console/account-changes'
const pageSize = 50
const csvPage = 500

const columnsOf = ({ t }: Visit, query: ChangeQuery): Columns => {
  const isUp = sortOf(query) === 'oldest'
  return {
    merchant: { label: t('accountChanges:column.merchant'), isLead: true, isWide: true },
    account: { label: t('accountChanges:column.account') },
    asked: {
      label: t('accountChanges:column.asked'),
      sort: {
        href: changesAddress(here, { ...query, sort: isUp ? 'newest' : 'oldest', after: null }),
        direction: isUp ? 'ascending' : 'descending',
      },
    },
    decided: { label: t('accountChanges:column.decided'), isSpare: true },
    state: { label: t('accountChanges:column.state') },
  }
}

const flagsOf = ({ t }: Visit, { state, failedChecks, isShared }: FoundChange): Chip[] => [
  ...(isShared ? [{ tone: 'bad' as const, icon: 'flag', label: t('accountChanges:flag.shared') }] : []),
  ...(state === 'asked' && failedChecks > 0
    ? [{ tone: 'warning' as const, label: t('accountChanges:flag.failed', { count: failedChecks }) }]
    : []),
]

const rowOf = (visit: Visit, row: FoundChange) => ({
  href: changePath(row),
  merchant: row.merchantName,
  account: maskedIban(visit, row.iban),
  askedAt: row.askedAt,
  decidedAt: row.decidedAt,
  decider: row.deciderName ?? '',
  chip: changeChip(visit, row.state),
  flags: flagsOf(visit, row),
})

const filtersOf = ({ t }: Visit, query: ChangeQuery): Filters => ({
  action: here,
  resetHref: query.search === '' ? null : changesAddress(here, { ...query, search: '', after: null }),
  hidden: [
    ...(query.shelf === 'asked' ? [] : [{ name: 'shelf', value: query.shelf }]),
    ...(query.sort ? [{ name: 'sort', value: query.sort }] : []),
  ],
  fields: [{
    name: 'q',
    type: 'search',
    label: t('accountChanges:filter.search'),
    value: query.search,
    placeholder: t('accountChanges:filter.search_hint'),
  }],
})

const tabsOf = async ({ t, ctx }: Visit, query: ChangeQuery): Promise<Tab[]> => {
  const { count } = (await waitingChanges().execute(ctx.db)).rows[0]!
  return changeShelves.map((shelf) => ({
    label: t(`accountChanges:shelf.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: changesAddress(here, { ...query, shelf, sort: null, after: null }),
    ...(shelf === 'asked' ? { count } : {}),
  }))
}

const pagesOf = ({ t }: Visit, query: ChangeQuery, rows: readonly FoundChange[], hasMore: boolean): Pagination => ({
  previous: query.after ? changesAddress(here, { ...query, after: null }) : null,
  next: hasMore ? changesAddress(here, { ...query, after: rows.at(-1)!.id }) : null,
  shown: t('accountChanges:shown', { count: rows.length }),
})

const actionsOf = (visit: Visit, query: ChangeQuery): Action[] =>
  isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{
      label: visit.t('web:verb.export'),
      href: changesAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain',
    }]
    : []

/** GET /console/account-changes: bank accounts that merchants ask to be paid on, the longest waiting first. */
export const showAccountChanges = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const query = readChangeQuery(visit.query)
  const found = await searchChanges(visit.ctx.db, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const empty = query.search !== '' || query.shelf !== 'asked' ? 'none_found' : 'none'
  return view('accountChanges/list', {
    title: t('accountChanges:title'),
    sentence: t('accountChanges:sentence'),
    tabs: await tabsOf(visit, query),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: { title: t(`accountChanges:${empty}.title`), text: t(`accountChanges:${empty}.text`), icon: 'check' },
  })
}

const headings = ['id', 'merchant', 'state', 'asked', 'decided', 'decider', 'country', 'last4', 'failed', 'shared'] as const

const csvRow = ({ t }: Visit, row: FoundChange): string =>
  csvLine([
    row.id,
    row.merchantId,
    t(`accountChanges:state.${row.state}`),
    row.askedAt.toISOString(),
    row.decidedAt?.toISOString() ?? null,
    row.deciderName,
    row.iban.slice(0, 2),
    row.iban.slice(-4),
    row.failedChecks,
    t(row.isShared ? 'web:word.yes' : 'web:word.no'),
  ])

async function* linesOf(visit: Visit, query: ChangeQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`accountChanges:csv.${one}`)))
  for (let after: string | null = null;;) {
    const rows: FoundChange[] = await searchChanges(visit.ctx.db, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = last.id
  }
}

/** GET /console/account-changes.csv: what the filter lets pass, the last four of each account; taking it away is recorded. */
export const exportAccountChangesCsv = async (visit: Visit): Promise<Answer> => {
  await exportChanges(visit.ctx)
  return {
    kind: 'csv',
    fileName: `${visit.t('accountChanges:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, { ...readChangeQuery(visit.query), after: null }),
  }
}
