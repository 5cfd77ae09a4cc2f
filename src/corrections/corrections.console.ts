import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Column, Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { correctionKinds } from './correction.ts'
import { correctionsAddress, correctionShelves, isNarrowed, readCorrectionQuery, type CorrectionQuery,
  type CorrectionSort } from './correctionSearch.ts'
import { proposedCorrections } from './corrections.sql.ts'
import { correctionChip, correctionPath, correctionsPath as here, mayPropose, nameOf } from './correctionWords.page.ts'
import { exportCorrections } from './exportCorrections.ts'
import { placeAfter, searchCorrections, type FoundCorrection } from './searchCorrections.sql.ts'

const pageSize = 50
const csvPage = 500

const sortedBy = (query: CorrectionQuery, [down, up]: readonly [CorrectionSort, CorrectionSort]): Column['sort'] => ({
  href: correctionsAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
  direction: query.sort === down ? 'descending' : query.sort === up ? 'ascending' : 'none',
})

const columnsOf = ({ t }: Visit, query: CorrectionQuery): Columns => ({
  merchant: { label: t('corrections:column.merchant'), isLead: true, isWide: true },
  kind: { label: t('corrections:column.kind') },
  amount: { label: t('corrections:column.amount'), isNumber: true, sort: sortedBy(query, ['largest', 'smallest']) },
  proposed: { label: t('corrections:column.proposed'), sort: sortedBy(query, ['newest', 'oldest']) },
  decided: { label: t('corrections:column.decided'), isSpare: true },
  state: { label: t('corrections:column.state') },
})

const rowOf = (visit: Visit, row: FoundCorrection) => ({
  href: correctionPath(row),
  merchant: nameOf(visit, row, row.merchantName),
  kind: visit.t(`corrections:kind.${row.kind}`),
  cents: row.amount_cents,
  currency: row.currency.toUpperCase(),
  proposedAt: row.proposed_at,
  proposer: row.proposerName,
  decidedAt: row.decided_at,
  decider: row.deciderName ?? '',
  chip: correctionChip(visit, row),
})

const filtersOf = ({ t }: Visit, query: CorrectionQuery): Filters => ({
  action: here,
  resetHref: isNarrowed(query) ? correctionsAddress(here, { ...query, kind: null, search: '', after: null }) : null,
  hidden: [
    ...(query.shelf === 'waiting' ? [] : [{ name: 'state', value: query.shelf }]),
    ...(query.sort === 'newest' ? [] : [{ name: 'sort', value: query.sort }]),
  ],
  fields: [
    {
      name: 'q',
      type: 'search',
      label: t('corrections:filter.search'),
      value: query.search,
      placeholder: t('corrections:filter.search_hint'),
    },
    {
      name: 'kind',
      type: 'select',
      label: t('corrections:column.kind'),
      value: query.kind ?? '',
      options: [
        { value: '', label: t('payments:list.any') },
        ...correctionKinds.map((value) => ({ value, label: t(`corrections:kind.${value}`) })),
      ],
    },
  ],
})

const tabsOf = async ({ t, ctx }: Visit, query: CorrectionQuery): Promise<Tab[]> => {
  const { count } = (await proposedCorrections().execute(ctx.db)).rows[0]!
  return correctionShelves.map((shelf) => ({
    label: t(`corrections:shelf.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: correctionsAddress(here, { ...query, shelf, after: null }),
    ...(shelf === 'waiting' ? { count } : {}),
  }))
}

const pagesOf = ({ t }: Visit, query: CorrectionQuery, rows: readonly FoundCorrection[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? correctionsAddress(here, { ...query, after: null }) : null,
    shown: t('corrections:shown', { count: rows.length }),
    next: hasMore && last ? correctionsAddress(here, { ...query, after: placeAfter(last) }) : null,
  }
}

const actionsOf = (visit: Visit, query: CorrectionQuery): Action[] => [
  ...(isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{
      label: visit.t('web:verb.export'),
      href: correctionsAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain' as const,
    }]
    : []),
  ...(mayPropose(visit)
    ? [{ label: visit.t('corrections:propose'), href: `${here}/new`, icon: 'plus', kind: 'primary' as const, key: 'n' }]
    : []),
]

/** GET /console/corrections: what the books lacked and people booked by hand; what waits for a second person. */
export const showCorrections = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const query = readCorrectionQuery(visit.query)
  const found = await searchCorrections(ctx.db, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const empty = isNarrowed(query) ? 'none_found' : query.shelf === 'waiting' ? 'none_waiting' : 'none'
  return view('corrections/list', {
    title: t('corrections:title'),
    sentence: t('corrections:sentence'),
    tabs: await tabsOf(visit, query),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit, query),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: pagesOf(visit, query, rows, found.length > pageSize),
    actions: actionsOf(visit, query),
    empty: { title: t(`corrections:${empty}.title`), text: t(`corrections:${empty}.text`), icon: 'scale' },
  })
}

const headings = [
  'id',
  'kind',
  'merchant_id',
  'merchant',
  'state',
  'currency',
  'amount',
  'about',
  'bank_reference',
  'bank_on',
  'proposed',
  'proposer',
  'decided',
  'decider',
] as const

const csvRow = ({ t }: Visit, row: FoundCorrection): string =>
  csvLine([
    row.id,
    t(`corrections:kind.${row.kind}`),
    row.merchant_id,
    row.merchantName,
    t(`corrections:state.${row.state}`),
    row.currency,
    row.amount_cents,
    row.about_id,
    row.bank_reference,
    row.bank_on,
    row.proposed_at.toISOString(),
    row.proposerName,
    row.decided_at?.toISOString() ?? null,
    row.deciderName,
  ])

async function* linesOf(visit: Visit, query: CorrectionQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`corrections:csv.${one}`)))
  for (let after: CorrectionQuery['after'] = null;;) {
    const rows: FoundCorrection[] = await searchCorrections(visit.ctx.db, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = placeAfter(last)
  }
}

/** GET /console/corrections.csv: what the filter lets pass, in cents; taking it away is recorded. */
export const exportCorrectionsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readCorrectionQuery(visit.query), after: null }
  await exportCorrections(visit.ctx, isNarrowed(query))
  return { kind: 'csv', fileName: `${visit.t('corrections:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
