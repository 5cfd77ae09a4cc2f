import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip, Column, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportRequests } from './exportRequests.ts'
import { leftChip, stateChip } from './rightsWords.page.ts'
import { isNarrowed, readRightsQuery, rightsAddress, rightsShelves, type RightsPlace, type RightsQuery,
  type RightsSort } from './rightsSearch.ts'
import { requesters, rightsKinds } from './rightsRequest.ts'
import { standingOn } from './rightsClock.ts'
import { countRequests, searchRequests, soonDays, type FoundRequest } from './searchRights.sql.ts'

const here = '/console/rights'
const pageSize = 50
const csvPage = 500

const sortedBy = (query: RightsQuery, first: RightsSort, second: RightsSort | null, isDown: boolean): Column['sort'] => ({
  href: rightsAddress(here, { ...query, sort: query.sort === first && second ? second : first, after: null }),
  direction: query.sort === first
    ? (isDown ? 'descending' : 'ascending')
    : query.sort === second
    ? (isDown ? 'ascending' : 'descending')
    : 'none',
})

const columnsOf = ({ t }: Visit, query: RightsQuery): Columns => ({
  name: { label: t('rights:column.name'), isLead: true },
  kind: { label: t('rights:column.kind') },
  requester: { label: t('rights:column.requester'), isSpare: true },
  received: { label: t('rights:column.received'), sort: sortedBy(query, 'newest', 'oldest', true), isSpare: true },
  due: { label: t('rights:column.due'), sort: sortedBy(query, 'due', null, false) },
  owner: { label: t('rights:column.owner'), isSpare: true },
  state: { label: t('rights:column.state') },
})

const flagsOf = ({ t }: Visit, row: FoundRequest): Chip[] => [
  ...(row.closed_at === null && row.subjects === 0
    ? [{ tone: 'neutral' as const, label: t('rights:flag.nobody_linked'), icon: 'user' }]
    : []),
  ...(row.closed_at === null && row.escalated_at ? [{ tone: 'bad' as const, label: t('rights:flag.escalated'), icon: 'bell' }] : []),
]

const rowOf = (visit: Visit, row: FoundRequest) => ({
  href: `${here}/${row.id}`,
  name: row.name,
  kind: visit.t(`rights:kind.${row.kind}`),
  requester: visit.t(`rights:requester.${row.requester}`),
  receivedOn: row.received_on,
  dueOn: row.closed_at ? row.due_on : standingOn(row, visit.ctx.now).dueOn,
  left: leftChip(visit, row),
  owner: row.ownerName ?? '',
  chip: stateChip(visit, row),
  flags: flagsOf(visit, row),
})

const filtersOf = ({ t }: Visit, query: RightsQuery): Filters => ({
  action: here,
  resetHref: isNarrowed(query) ? rightsAddress(here, { ...query, kind: null, requester: null, search: '', after: null }) : null,
  hidden: [
    ...(query.sort === 'due' ? [] : [{ name: 'sort', value: query.sort }]),
    ...(query.shelf === 'living' ? [] : [{ name: 'shelf', value: query.shelf }]),
  ],
  fields: [
    { name: 'q', type: 'search', label: t('rights:filter.search'), value: query.search, placeholder: t('rights:filter.search_hint') },
    {
      name: 'kind',
      type: 'select',
      label: t('rights:column.kind'),
      value: query.kind ?? '',
      options: [{ value: '', label: t('rights:filter.any') }, ...rightsKinds.map((value) => ({ value, label: t(`rights:kind.${value}`) }))],
    },
    {
      name: 'requester',
      type: 'select',
      label: t('rights:column.requester'),
      value: query.requester ?? '',
      options: [
        { value: '', label: t('rights:filter.any') },
        ...requesters.map((value) => ({ value, label: t(`rights:requester.${value}`) })),
      ],
    },
  ],
})

const tabsOf = ({ t }: Visit, query: RightsQuery, counts: Awaited<ReturnType<typeof countRequests>>): Tab[] =>
  rightsShelves.map((shelf) => ({
    label: t(`rights:shelf.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: rightsAddress(here, { ...query, shelf, after: null }),
    ...(shelf === 'all' || shelf === 'closed' ? {} : { count: counts[shelf] }),
  }))

const placeOf = ({ id, due_on: dueOn }: FoundRequest): RightsPlace => ({ id, dueOn })

const pagesOf = ({ t }: Visit, query: RightsQuery, rows: readonly FoundRequest[], hasMore: boolean): Pagination => ({
  previous: query.after ? rightsAddress(here, { ...query, after: null }) : null,
  next: hasMore ? rightsAddress(here, { ...query, after: placeOf(rows.at(-1)!) }) : null,
  shown: t('rights:shown', { count: rows.length }),
})

const actionsOf = (visit: Visit, query: RightsQuery): Action[] => {
  const { roles } = staffOf(visit)
  return [
    ...(isAllowed(roles, 'exports.make')
      ? [{
        label: visit.t('web:verb.export'),
        href: rightsAddress(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : []),
    ...(isAllowed(roles, 'rights.handle')
      ? [{ label: visit.t('rights:new.act'), href: `${here}/new`, icon: 'plus', kind: 'primary' as const }]
      : []),
  ]
}

/** GET /console/rights: what persons ask about their data, the nearest date first. */
export const showRights = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const [query, today] = [readRightsQuery(visit.query), parisDay(ctx.now)]
  const [found, counts] = await Promise.all([searchRequests(ctx.db, query, today, pageSize + 1), countRequests(ctx.db, today)])
  const rows = found.slice(0, pageSize)
  const empty = isNarrowed(query) || query.shelf !== 'living' ? 'none_found' : 'none'
  return view('rights/list', {
    title: t('rights:title'),
    sentence: t('rights:sentence', { count: soonDays }),
    tabs: tabsOf(visit, query, counts),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: { title: t(`rights:${empty}.title`), text: t(`rights:${empty}.text`), icon: 'check' },
  })
}

const headings = [
  'id',
  'kind',
  'requester',
  'channel',
  'received',
  'due',
  'extended',
  'suspended_days',
  'state',
  'closed',
  'outcome',
  'owner',
  'subjects',
] as const

const csvRow = ({ t }: Visit, row: FoundRequest): string =>
  csvLine([
    row.id,
    t(`rights:kind.${row.kind}`),
    t(`rights:requester.${row.requester}`),
    t(`rights:channel.${row.channel}`),
    row.received_on,
    row.due_on,
    row.extended_at?.toISOString() ?? null,
    row.suspended_days,
    t(`rights:state.${row.state}`),
    row.closed_at?.toISOString() ?? null,
    row.outcome ? t(`rights:outcome.${row.outcome}`) : row.refusal ? t(`rights:refusal.${row.refusal}`) : null,
    row.ownerName,
    row.subjects,
  ])

async function* linesOf(visit: Visit, query: RightsQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`rights:csv.${one}`)))
  const today = parisDay(visit.ctx.now)
  for (let after: RightsPlace | null = null;;) {
    const rows: FoundRequest[] = await searchRequests(visit.ctx.db, { ...query, after }, today, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = placeOf(last)
  }
}

/** GET /console/rights.csv: what the filter lets pass, without a name; taking it away is recorded. */
export const exportRightsCsv = async (visit: Visit): Promise<Answer> => {
  await exportRequests(visit.ctx)
  return {
    kind: 'csv',
    fileName: `${visit.t('rights:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, { ...readRightsQuery(visit.query), after: null }),
  }
}
