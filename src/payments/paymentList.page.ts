import { parisDay } from '#src/kernel/calendar.ts'
import { minorDigits } from '#src/kernel/money.ts'
import type { ApiMode } from '#src/platform/db.types.ts'
import type { Answer } from '#src/web/answer.ts'
import type { Columns, EmptyState, Field, Filters, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { paymentAddress, paymentMethods, paymentStates, type PaymentQuery, type PaymentSort } from './paymentSearch.ts'
import { meansText, paymentChip, testChip } from './paymentWords.page.ts'
import { searchPayments, type FoundPayment, type Whose } from './searchPayments.sql.ts'

/**
 * A list of payments as staff and as a merchant see it. `here`: its address; `usual`: the world it opens on; `merchantId`: his own only;
 * `atHandSince`: what is older is in the archive.
 */
export type PaymentList = { here: string; usual: ApiMode; query: PaymentQuery } & Whose

const pageSize = 50

const isNarrowed = ({ search, state, method, from, to, archive }: PaymentQuery): boolean =>
  Boolean(search || state || method || from || to || archive)

const sortLink = ({ here, usual, query }: PaymentList, down: PaymentSort, up: PaymentSort) => {
  const direction = query.sort === down ? ('descending' as const) : query.sort === up ? ('ascending' as const) : ('none' as const)
  return { href: paymentAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }, usual), direction }
}

const columnsOf = ({ t }: Visit, list: PaymentList): Columns => ({
  amount: { label: t('payments:list.amount'), isLead: true, isNumber: true, sort: sortLink(list, 'largest', 'smallest') },
  state: { label: t('payments:list.state') },
  ...(list.merchantId === null ? { merchant: { label: t('payments:list.merchant'), isWide: true } } : {}),
  means: { label: t('payments:list.means') },
  order: { label: t('payments:list.order'), isWide: list.merchantId !== null },
  created: { label: t('payments:list.created'), sort: sortLink(list, 'newest', 'oldest') },
})

const rowOf = (visit: Visit, { here }: PaymentList, row: FoundPayment) => ({
  href: `${here}/${row.id}`,
  cents: row.amountCents,
  currency: row.currency.toUpperCase(),
  refundedCents: row.refundedCents,
  merchant: row.merchantName || visit.t('payments:list.unnamed'),
  means: meansText(visit, row),
  order: row.orderId ?? '',
  about: row.description ?? '',
  createdAt: row.createdAt,
  createdOn: parisDay(row.createdAt),
  chip: paymentChip(visit, row.state),
  test: testChip(visit, row.mode),
  hidden: row.hiddenAt ? { tone: 'neutral' as const, label: visit.t('payments:page.hidden_mark'), icon: 'eye' } : null,
  archived: row.isArchived ? { tone: 'neutral' as const, label: visit.t('payments:list.archived'), icon: 'lock' } : null,
})

/** What is over, only to whoever chooses so. */
const archiveField = ({ t }: Visit, { query, atHandSince }: PaymentList): Field[] =>
  atHandSince === null
    ? []
    : [{
      name: 'archive',
      type: 'select',
      label: t('payments:list.archive'),
      value: query.archive ? '1' : '',
      options: [{ value: '', label: t('payments:list.archive_out') }, { value: '1', label: t('payments:list.archive_in') }],
    }]

const filtersOf = (visit: Visit, list: PaymentList): Filters => {
  const { t } = visit
  const { here, usual, query, merchantId } = list
  const any = { value: '', label: t('payments:list.any') }
  const day = (name: 'from' | 'to'): Field => ({
    name,
    type: 'date',
    label: t(`payments:list.${name}`),
    value: query[name] ?? '',
    width: 'short',
  })
  const hidden = [
    ...(query.world === usual ? [] : [{ name: 'world', value: query.world }]),
    ...(query.sort === 'newest' ? [] : [{ name: 'sort', value: query.sort }]),
  ]
  return {
    action: here,
    hidden,
    resetHref: isNarrowed(query)
      ? paymentAddress(here, { ...query, search: '', state: null, method: null, from: null, to: null, archive: false, after: null }, usual)
      : null,
    fields: [
      {
        name: 'q',
        type: 'search',
        label: t('payments:list.search'),
        value: query.search,
        placeholder: t(merchantId === null ? 'payments:list.search_hint' : 'payments:list.own_search_hint'),
        width: 'full',
      },
      {
        name: 'state',
        type: 'select',
        label: t('payments:list.state'),
        value: query.state ?? '',
        options: [any, ...paymentStates.map((value) => ({ value, label: t(`payments:state.${value}`) }))],
      },
      {
        name: 'method',
        type: 'select',
        label: t('payments:list.method'),
        value: query.method ?? '',
        options: [any, ...paymentMethods.map((value) => ({ value, label: t(`payments:method.${value}`) }))],
      },
      day('from'),
      day('to'),
      ...archiveField(visit, list),
    ],
  }
}

const tabsOf = ({ t }: Visit, { here, usual, query }: PaymentList): Tab[] =>
  (['live', 'test'] as const).map((world) => ({
    label: t(`payments:world.${world}`),
    isCurrent: query.world === world,
    href: paymentAddress(here, { ...query, world, after: null }, usual),
  }))

const pagesOf = ({ t }: Visit, { here, usual, query }: PaymentList, rows: FoundPayment[], hasMore: boolean): Pagination => ({
  previous: query.after ? paymentAddress(here, { ...query, after: null }, usual) : null,
  next: hasMore ? paymentAddress(here, { ...query, after: rows.at(-1)!.id }, usual) : null,
  shown: t('payments:list.shown', { count: rows.length }),
})

/**
 * A merchant's own list is his to use; on ours, and in what we take away, nothing is said of a payer whose data is kept and not used, nor
 * of one whose payment is in the archive: the line of the accounts alone.
 */
const kept = ({ merchantId }: PaymentList, row: FoundPayment): FoundPayment => (merchantId === null && (row.isRestricted || row.isArchived)
  ? { ...row, orderId: null, description: null, last4: null, brand: null }
  : row)

/** What the view `payments/_list` is given. */
export const paymentList = async (visit: Visit, list: PaymentList) => {
  const found = await searchPayments(visit.ctx.db, list.query, list, pageSize + 1)
  const rows = found.slice(0, pageSize).map((row) => kept(list, row))
  return {
    tabs: tabsOf(visit, list),
    filters: filtersOf(visit, list),
    columns: columnsOf(visit, list),
    rows: rows.map((row) => rowOf(visit, list, row)),
    pages: pagesOf(visit, list, rows, found.length > pageSize),
    isOwn: list.merchantId !== null,
  }
}

/** Where a search found nothing: what to try, and the way back to everything. Null where nothing narrowed the list. */
export const nothingFound = ({ t }: Visit, { here, usual, query, atHandSince }: PaymentList): EmptyState | null => {
  if (query.search && atHandSince !== null && !query.archive)
    return {
      title: t('payments:list.none_found_title'),
      text: t('payments:list.none_at_hand'),
      action: { label: t('payments:list.with_archive'), href: paymentAddress(here, { ...query, archive: true, after: null }, usual) },
    }
  const href = paymentAddress(
    here,
    { ...query, search: '', state: null, method: null, from: null, to: null, archive: false, after: null },
    usual,
  )
  return isNarrowed(query)
    ? {
      title: t('payments:list.none_found_title'),
      text: t('payments:list.none_found'),
      action: { label: t('payments:list.show_all'), href },
    }
    : null
}

const csvPage = 500
const headings = [
  'id',
  'created',
  'world',
  'state',
  'amount',
  'refunded',
  'currency',
  'method',
  'means',
  'order',
  'description',
  'response',
  'merchant_id',
  'merchant',
] as const

/** As a spreadsheet of the reader's language takes it for a number. */
const decimal = ({ lang }: Visit, cents: number, currency: string): string => {
  const digits = minorDigits(currency)
  const text = String(cents).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}${lang === 'fr' ? ',' : '.'}${text.slice(-digits)}`
}

const csvRow = (visit: Visit, row: FoundPayment): string => {
  const { t } = visit
  return csvLine([
    row.id,
    row.createdAt.toISOString(),
    t(`payments:world.${row.mode}`),
    t(`payments:state.${row.state}`),
    decimal(visit, row.amountCents, row.currency),
    decimal(visit, row.refundedCents, row.currency),
    row.currency.toUpperCase(),
    row.method && t(`payments:method.${row.method}`),
    meansText(visit, row),
    row.orderId,
    row.description,
    row.response,
    row.merchantId,
    row.merchantName,
  ])
}

/** The whole list, read by key as it is sent. */
async function* linesOf(visit: Visit, list: PaymentList): AsyncGenerator<string> {
  const { query } = list
  yield csvLine(headings.map((one) => visit.t(`payments:csv.${one}`)))
  for (let after: string | null = null;;) {
    const rows: FoundPayment[] = await searchPayments(visit.ctx.db, { ...query, after }, list, csvPage)
    yield rows.map((row) => csvRow(visit, kept(list, row))).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = last.id
  }
}

export const paymentCsv = (visit: Visit, list: PaymentList): Answer => ({
  kind: 'csv',
  fileName: `${visit.t('payments:list.file')}-${parisDay(visit.ctx.now)}.csv`,
  lines: linesOf(visit, list),
})
