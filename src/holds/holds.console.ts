import { listProposedBreaches, proposedBreaches } from '#src/breaches/breaches.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { askTogether } from '#src/platform/together.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Column, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportHolds } from './exportHolds.ts'
import { holdTitles } from './hold.ts'
import { holdAddress, holdShelves, isNarrowed, readHoldQuery, type HoldQuery, type HoldShelf, type HoldSort } from './holdSearch.ts'
import { keptHolds, proposedHolds } from './holds.sql.ts'
import { holdChip, holdPath, isInCircle, money, nameOf, riskChip } from './holdWords.page.ts'
import { countAtRisk, placeAfter, searchHolds, type FoundHold, type Reader } from './searchHolds.sql.ts'

const here = '/console/holds'
const pageSize = 50
const csvPage = 500
const shownBreaches = 50

export const readerOf = (visit: Visit): Reader => ({ today: parisDay(visit.ctx.now), isCircle: isInCircle(visit) })

const sortedBy = (query: HoldQuery, [down, up]: readonly [HoldSort, HoldSort]): Column['sort'] => ({
  href: holdAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
  direction: query.sort === down ? 'descending' : query.sort === up ? 'ascending' : 'none',
})

const columnsOf = ({ t }: Visit, query: HoldQuery): Columns => ({
  merchant: { label: t('holds:column.merchant'), isLead: true, isWide: true },
  title: { label: t('holds:column.title') },
  left: { label: t('holds:column.left'), isNumber: true, sort: sortedBy(query, ['largest', 'smallest']) },
  release: { label: t('holds:column.release'), sort: sortedBy(query, ['latest', 'soonest']) },
  proposed: { label: t('holds:column.proposed'), isSpare: true, sort: sortedBy(query, ['newest', 'oldest']) },
  state: { label: t('holds:column.state') },
})

const rowOf = (visit: Visit, row: FoundHold) => ({
  href: holdPath(row),
  merchant: nameOf(visit, row.merchantName),
  title: visit.t(`holds:title.${row.title}`),
  cents: row.state === 'proposed' ? row.wanted_cents : row.left_cents,
  currency: row.currency.toUpperCase(),
  releaseOn: row.release_on,
  proposedAt: row.proposed_at,
  chip: holdChip(visit, row),
  risk: riskChip(visit, row),
})

const filtersOf = (visit: Visit, query: HoldQuery): Filters => {
  const { t } = visit
  const titles = {
    name: 'title',
    type: 'select' as const,
    label: t('holds:column.title'),
    value: query.title ?? '',
    options: [{ value: '', label: t('payments:list.any') }, ...holdTitles.map((value) => ({ value, label: t(`holds:title.${value}`) }))],
  }
  return {
    action: here,
    resetHref: isNarrowed(query) ? holdAddress(here, { ...query, title: null, from: null, to: null, search: '', after: null }) : null,
    hidden: [
      ...(query.shelf === 'living' ? [] : [{ name: 'state', value: query.shelf }]),
      ...(query.sort === 'newest' ? [] : [{ name: 'sort', value: query.sort }]),
    ],
    fields: [
      { name: 'q', type: 'search', label: t('holds:filter.search'), value: query.search, placeholder: t('holds:filter.search_hint') },
      ...(isInCircle(visit) ? [titles] : []),
      { name: 'from', type: 'date', label: t('holds:filter.from'), value: query.from ?? '', width: 'short' },
      { name: 'to', type: 'date', label: t('holds:filter.to'), value: query.to ?? '', width: 'short' },
    ],
  }
}

type ShelfCounts = { living: number; waiting: number; at_risk: number }

/** What is told on a tab is what it opens: what waits are measures for breaches too. */
const countsOf = async ({ ctx }: Visit, { isCircle }: Reader, risky: number): Promise<ShelfCounts> => {
  const { kept, proposed, breaches } = await askTogether(ctx.db, {
    kept: keptHolds(isCircle),
    proposed: proposedHolds(isCircle),
    breaches: proposedBreaches(),
  })
  return { living: kept.count, waiting: proposed.count + breaches.count, at_risk: risky }
}

const tabsOf = ({ t }: Visit, query: HoldQuery, counts: Partial<Record<HoldShelf, number>>): Tab[] =>
  holdShelves.map((shelf) => ({
    label: t(`holds:shelf.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: holdAddress(here, { ...query, shelf, after: null }),
    ...(counts[shelf] ? { count: counts[shelf] } : {}),
  }))

const pagesOf = ({ t }: Visit, query: HoldQuery, rows: readonly FoundHold[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? holdAddress(here, { ...query, after: null }) : null,
    shown: t('holds:shown', { count: rows.length }),
    next: hasMore && last ? holdAddress(here, { ...query, after: placeAfter(last, query.sort) }) : null,
  }
}

const actionsOf = (visit: Visit, query: HoldQuery): Action[] => [
  { label: visit.t('holds:calendar.title'), href: '/console/release-calendar', icon: 'calendar', kind: 'plain' },
  ...(isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{
      label: visit.t('web:verb.export'),
      href: holdAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain' as const,
    }]
    : []),
]

/** Money whose last day comes and that nobody can be paid: it must never be kept past month 13 (product.md, "What must never happen"). */
const alarmOf = (visit: Visit, { count, cents }: { count: number; cents: number }) =>
  count === 0
    ? null
    : {
      tone: 'bad',
      title: visit.t('holds:risk.alarm_title', { count }),
      text: visit.t('holds:risk.alarm', { count, total: money(visit, cents, 'eur') }),
      action: { href: `${here}?state=at_risk&sort=soonest`, label: visit.t('holds:risk.alarm_go') },
    }

const breachRows = async (visit: Visit, query: HoldQuery) => {
  if (query.shelf !== 'waiting') return []
  return (await listProposedBreaches(visit.ctx.db, shownBreaches)).map((one) => ({
    href: `/console/breaches/${one.id}`,
    merchant: nameOf(visit, one.merchantName),
    act: visit.t(`breaches:act.${one.act}`),
    ground: visit.t(`breaches:ground.${one.ground}`),
    by: one.proposerName,
    at: one.proposed_at,
  }))
}

const breachColumns = ({ t }: Visit): Columns => ({
  merchant: { label: t('holds:column.merchant'), isLead: true, isWide: true },
  act: { label: t('breaches:column.act') },
  ground: { label: t('breaches:column.ground') },
  by: { label: t('breaches:column.by') },
  at: { label: t('breaches:column.at') },
})

/** GET /console/holds: money that is kept and why, until when; what waits for a second person, what comes to its end. */
export const showHolds = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readHoldQuery(visit.query, isInCircle(visit))
  const reader = readerOf(visit)
  const found = await searchHolds(ctx.db, reader, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const risk = await countAtRisk(ctx.db, reader.today)
  return view('holds/list', {
    title: t('holds:title_all'),
    sentence: t('holds:sentence'),
    alarm: query.shelf === 'at_risk' ? null : alarmOf(visit, risk),
    tabs: tabsOf(visit, query, await countsOf(visit, reader, risk.count)),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    breaches: await breachRows(visit, query),
    breachColumns: breachColumns(visit),
    empty: {
      title: t(isNarrowed(query) ? 'holds:none_found_title' : `holds:none_title_${query.shelf}`),
      text: t(isNarrowed(query) ? 'holds:none_found_text' : 'holds:none_text'),
      icon: 'lock',
    },
  })
}

const headings = [
  'id',
  'title',
  'merchant_id',
  'merchant',
  'state',
  'currency',
  'left',
  'release',
  'clause',
  'proposed',
  'decided',
  'closed',
] as const

const csvRow = ({ t }: Visit, row: FoundHold): string =>
  csvLine([
    row.id,
    t(`holds:title.${row.title}`),
    row.merchant_id,
    row.merchantName,
    t(`holds:state.${row.state}`),
    row.currency,
    row.left_cents,
    row.release_on,
    row.clause_version,
    row.proposed_at.toISOString(),
    row.decided_at?.toISOString() ?? null,
    row.closed_at?.toISOString() ?? null,
  ])

async function* linesOf(visit: Visit, query: HoldQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`holds:csv.${one}`)))
  for (let after: HoldQuery['after'] = null;;) {
    const rows: FoundHold[] = await searchHolds(visit.ctx.db, readerOf(visit), { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = placeAfter(last, query.sort)
  }
}

/** GET /console/holds.csv: what the filter lets pass, in cents; taking it away is recorded. */
export const exportHoldsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readHoldQuery(visit.query, isInCircle(visit)), after: null }
  await exportHolds(visit.ctx, 'list', isNarrowed(query))
  return { kind: 'csv', fileName: `${visit.t('holds:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
