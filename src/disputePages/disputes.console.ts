import { countBrokenLines } from '#src/disputeLines/disputeLines.sql.ts'
import { isLiving, networks } from '#src/disputes/dispute.ts'
import { categories, disputeAddress, disputeShelves, isNarrowed, readDisputeQuery, type DisputePlace, type DisputeQuery, type DisputeShelf,
  type DisputeSort } from '#src/disputes/disputeSearch.ts'
import { categoryText, causeText, codeText, dateChip, stateChip } from '#src/disputes/disputeWords.page.ts'
import { exportDisputes } from '#src/disputes/exportDisputes.ts'
import { alarmDays, countLivingDisputes, hasFreeDispute, searchDisputes, type FoundDispute,
  type LivingDisputes } from '#src/disputes/searchDisputes.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { nextAction, ownerCells, ownerFilter } from '#src/owners/owner.page.ts'
import { listColleagues } from '#src/owners/owners.sql.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { isOnItsWay, isRinging } from '#src/sendings/sending.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip, Column, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { disputePath } from './disputePage.page.ts'

const here = '/console/disputes'
const pageSize = 50
const csvPage = 500
const mostCounted = 1_000
const mayWork = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'disputes.work')

const sortedBy = (query: DisputeQuery, [first, second]: readonly [DisputeSort, DisputeSort | null], down: boolean): Column['sort'] => ({
  href: disputeAddress(here, { ...query, sort: query.sort === first && second ? second : first, after: null }),
  direction: query.sort === first
    ? (down ? 'descending' : 'ascending')
    : query.sort === second
    ? (down ? 'ascending' : 'descending')
    : 'none',
})

const columnsOf = ({ t }: Visit, query: DisputeQuery): Columns => ({
  amount: { label: t('disputes:column.amount'), isLead: true, isNumber: true, sort: sortedBy(query, ['largest', 'smallest'], true) },
  merchant: { label: t('disputes:column.merchant') },
  why: { label: t('disputes:column.why'), isWide: true },
  due: { label: t('disputes:column.due'), sort: sortedBy(query, ['due', null], false) },
  opened: { label: t('disputes:column.opened'), isSpare: true, sort: sortedBy(query, ['newest', 'oldest'], true) },
  owner: { label: t('owners:label'), isSpare: true },
  state: { label: t('disputes:column.state') },
  claim: { label: t('owners:column'), isLabelHidden: true },
})

/** What is to be looked at first: an alarm of the date, a resolution past its time. */
const flagsOf = (
  { t, ctx }: Visit,
  { alertedAt, escalatedAt, closed_at: closedAt, sendingState, state, due_on: dueOn }: FoundDispute,
): Chip[] => {
  if (closedAt !== null) return []
  const sending: Chip[] = state === 'under_review' && sendingState === 'refused' ?
    [{ tone: 'bad', label: t('disputes:flag.refused'), icon: 'alert' }]
    : state === 'represented' && isOnItsWay(sendingState)
    ? [{ tone: isRinging(sendingState!, dueOn, ctx.now) ? 'bad' : 'waiting', label: t('disputes:flag.on_its_way'), icon: 'clock' }]
    : []
  if (alertedAt === null) return sending
  return [...sending, {
    tone: escalatedAt ? 'bad' : 'warning',
    label: t(escalatedAt ? 'disputes:flag.escalated' : 'disputes:flag.late'),
    icon: 'alert',
  }]
}

const rowOf = (visit: Visit, row: FoundDispute) => ({
  href: disputePath(row),
  cents: row.amount_cents,
  currency: row.currency,
  merchant: row.merchantName || visit.t('payments:list.unnamed'),
  why: categoryText(visit, row.category),
  code: codeText(visit, row),
  dueOn: row.due_on,
  date: dateChip(visit, row, row.due_on),
  openedAt: row.created_at,
  chip: stateChip(visit, row),
  flags: flagsOf(visit, row),
  test: testChip(visit, row.mode),
  ...ownerCells(visit, row, { path: disputePath(row), mayClaim: mayWork(visit) && isLiving(row.state) }),
})

const tabShelves = ['living', 'alarm', 'overrun', 'all'] as const
const shelfText = ({ t }: Pick<Visit, 't'>, shelf: DisputeShelf): string =>
  t((tabShelves as readonly string[]).includes(shelf) ? `disputes:shelf.${shelf}` : `payments:dispute_state.${shelf}`)

const filtersOf = (visit: Visit, query: DisputeQuery, colleagues: Parameters<typeof ownerFilter>[2]): Filters => {
  const { t } = visit
  return {
    action: here,
    resetHref: isNarrowed(query)
      ? disputeAddress(here, {
        ...query,
        world: 'live',
        network: null,
        category: null,
        owner: null,
        from: null,
        to: null,
        search: '',
        after: null,
      })
      : null,
    hidden: [...(query.sort === 'due' ? [] : [{ name: 'sort', value: query.sort }])],
    fields: [
      { name: 'q', type: 'search', label: t('disputes:filter.search'), value: query.search, placeholder: t('disputes:filter.search_hint') },
      {
        name: 'state',
        type: 'select',
        label: t('disputes:filter.state'),
        value: query.shelf,
        options: disputeShelves.map((value) => ({ value, label: shelfText({ t }, value) })),
      },
      {
        name: 'network',
        type: 'select',
        label: t('disputes:column.network'),
        value: query.network ?? '',
        options: [
          { value: '', label: t('payments:list.any') },
          ...networks.map((value) => ({ value, label: t(`payments:network.${value}`) })),
        ],
      },
      {
        name: 'category',
        type: 'select',
        label: t('disputes:column.category'),
        value: query.category ?? '',
        options: [
          { value: '', label: t('payments:list.any') },
          ...categories.map((value) => ({ value, label: t(`disputes:kind.${value}`) })),
        ],
      },
      { name: 'from', type: 'date', label: t('disputes:filter.from'), value: query.from ?? '', width: 'short' },
      { name: 'to', type: 'date', label: t('disputes:filter.to'), value: query.to ?? '', width: 'short' },
      ownerFilter(visit, query.owner, colleagues),
      {
        name: 'world',
        type: 'select',
        label: t('payments:page.world'),
        value: query.world,
        options: (['live', 'test'] as const).map((value) => ({ value, label: t(`payments:world.${value}`) })),
      },
    ],
  }
}

const tabsOf = ({ t }: Visit, query: DisputeQuery, { count, alarms, isCapped }: LivingDisputes): Tab[] => {
  const counts: Partial<Record<string, { count: number; isCapped?: boolean }>> = { living: { count, isCapped }, alarm: { count: alarms } }
  return tabShelves.map((shelf) => ({
    label: shelfText({ t }, shelf),
    isCurrent: query.shelf === shelf,
    href: disputeAddress(here, { ...query, shelf, after: null }),
    ...counts[shelf],
  }))
}

const placeOf = ({ id, due_on: dueOn, amount_cents: cents }: FoundDispute): DisputePlace => ({ id, dueOn, cents })

const pagesOf = ({ t }: Visit, query: DisputeQuery, rows: readonly FoundDispute[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? disputeAddress(here, { ...query, after: null }) : null,
    shown: t('disputes:shown', { count: rows.length }),
    next: hasMore && last ? disputeAddress(here, { ...query, after: placeOf(last) }) : null,
  }
}

const actionsOf = (visit: Visit, query: DisputeQuery): Action[] => {
  const { roles } = staffOf(visit)
  return [
    ...(isAllowed(roles, 'exports.make')
      ? [{
        label: visit.t('web:verb.export'),
        href: disputeAddress(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : []),
    ...(mayWork(visit)
      ? [{ label: visit.t('disputes:import.act'), href: '/console/dispute-imports/new', icon: 'plus', kind: 'plain' as const }]
      : []),
  ]
}

const nextOf = async (visit: Visit, { count }: LivingDisputes): Promise<Action | null> => (mayWork(visit)
  ? nextAction(visit, {
    label: visit.t('disputes:act.take_next'),
    post: `${here}/next`,
    count,
    hasFree: await hasFreeDispute(visit.ctx.db),
  })
  : null)

/** GET /console/disputes: what is not over, by the network's date, the nearest first. */
export const showDisputes = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readDisputeQuery(visit.query)
  const today = parisDay(ctx.now)
  const [found, counts, broken, colleagues] = await Promise.all([
    searchDisputes(ctx.db, query, today, pageSize + 1),
    countLivingDisputes(ctx.db, today),
    countBrokenLines(ctx.db, mostCounted),
    listColleagues(ctx.db, 'disputes.work'),
  ])
  const rows = found.slice(0, pageSize)
  return view('disputePages/list', {
    title: t('disputes:title'),
    sentence: t('disputes:sentence', { count: alarmDays }),
    primary: await nextOf(visit, counts),
    tabs: tabsOf(visit, query, counts),
    filters: filtersOf(visit, query, colleagues),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    broken: broken > 0
      ? { text: t('disputes:lines.waiting', { count: broken }), link: { label: t('disputes:lines.look'), href: '/console/dispute-lines' } }
      : null,
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: {
      title: t(isNarrowed(query) ? 'disputes:none_found_title' : 'disputes:none_title'),
      text: t(isNarrowed(query) ? 'disputes:none_found_text' : 'disputes:none_text'),
      icon: 'check',
    },
  })
}

const headings = [
  'id',
  'payment',
  'merchant_id',
  'merchant',
  'network',
  'code',
  'r_type',
  'category',
  'amount',
  'currency',
  'opened',
  'due',
  'merchant_due',
  'state',
  'closed',
  'cause',
  'won',
  'reference',
  'owner',
] as const

const csvRow = ({ t, lang }: Visit, row: FoundDispute): string =>
  csvLine([
    row.id,
    row.payment_id,
    row.merchant_id,
    row.merchantName,
    t(`payments:network.${row.network}`),
    row.code,
    row.r_type,
    t(`disputes:kind.${row.category}`),
    formatCents(row.amount_cents, row.currency, lang),
    row.currency,
    row.created_at.toISOString(),
    row.due_on,
    row.merchant_due_on,
    t(`payments:dispute_state.${row.state}`),
    row.closed_at?.toISOString() ?? null,
    row.cause ? causeText({ t }, row) : null,
    row.won_cents === null ? null : formatCents(row.won_cents, row.currency, lang),
    row.report_key,
    row.ownerName,
  ])

async function* linesOf(visit: Visit, query: DisputeQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`disputes:csv.${one}`)))
  const today = parisDay(visit.ctx.now)
  for (let after: DisputePlace | null = null;;) {
    const rows: FoundDispute[] = await searchDisputes(visit.ctx.db, { ...query, after }, today, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = placeOf(last)
  }
}

/** GET /console/disputes.csv: what the filter lets pass; taking it away is recorded. */
export const exportDisputesCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readDisputeQuery(visit.query), after: null }
  await exportDisputes(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('disputes:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
