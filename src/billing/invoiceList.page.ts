import { askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { notFound } from '#src/kernel/errors.ts'
import { file, type Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Columns, Filters, Pagination, Tab } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { invoiceKinds } from './invoice.ts'
import { invoicePdf } from './invoicePdf.page.ts'
import { takeInvoice } from './takeInvoice.ts'
import { findInvoice, listInvoiceLines, searchInvoices, type FoundInvoice, type InvoiceQuery } from './invoices.sql.ts'

const pageSize = 50
const csvPage = 500
const sorts = ['newest', 'oldest', 'largest', 'smallest'] as const

const placeOf = (said: string): InvoiceQuery['after'] => {
  const [cents = '', id = ''] = said.split('.')
  return /^\d{1,15}$/.test(cents) && isId('invc', id) ? { cents: Number(cents), id } : null
}

/** What is no answer of ours is as if it were not there. */
export const readInvoiceQuery = (query: Record<string, unknown>): InvoiceQuery => ({
  kind: invoiceKinds.find((one) => one === askedText(query['kind'], 20)) ?? null,
  sort: sorts.find((one) => one === askedText(query['sort'], 20)) ?? 'newest',
  search: askedText(query['q'], 200),
  after: placeOf(askedText(query['after'], 60)),
})

export const invoiceAddress = (path: string, { kind, sort, search, after }: InvoiceQuery): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(kind ? { kind } : {}),
    ...(sort === 'newest' ? {} : { sort }),
    ...(after ? { after: `${after.cents}.${after.id}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

const columnsOf = ({ t }: Visit, here: string, query: InvoiceQuery, isConsole: boolean): Columns => {
  const sorted = (down: 'newest' | 'largest', up: 'oldest' | 'smallest') => ({
    href: invoiceAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
    direction: query.sort === down ? 'descending' as const : query.sort === up ? 'ascending' as const : 'none' as const,
  })
  return {
    number: { label: t('billing:column.number'), isLead: true, sort: sorted('newest', 'oldest') },
    ...(isConsole ? { merchant: { label: t('billing:column.merchant'), isWide: true } } : {}),
    kind: { label: t('billing:column.kind') },
    period: { label: t('billing:column.period') },
    issued: { label: t('billing:column.issued'), isSpare: true },
    net: { label: t('billing:column.net'), isNumber: true, isSpare: true },
    vat: { label: t('billing:column.vat'), isNumber: true, isSpare: true },
    total: { label: t('billing:column.total'), isNumber: true, sort: sorted('largest', 'smallest') },
  }
}

const monthWords = ({ lang }: Visit, month: string): string =>
  new Intl.DateTimeFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}T12:00:00Z`),
  )

const signed = ({ kind }: Pick<FoundInvoice, 'kind'>, cents: number): number => (kind === 'credit_note' ? 0 - cents : cents)

const rowOf = (visit: Visit, here: string, row: FoundInvoice) => ({
  href: `${here}/${row.id}/file`,
  number: row.number,
  merchant: row.merchantName || row.merchant_id,
  kind: visit.t(`billing:kind.${row.kind}`),
  period: monthWords(visit, row.period_from),
  issuedOn: row.issued_on,
  netCents: signed(row, row.net_cents),
  vatCents: signed(row, row.vat_cents),
  totalCents: signed(row, row.total_cents),
  currency: row.currency.toUpperCase(),
})

const tabsOf = ({ t }: Visit, here: string, query: InvoiceQuery): Tab[] =>
  [null, ...invoiceKinds].map((kind) => ({
    label: t(kind ? `billing:kinds.${kind}` : 'billing:all'),
    isCurrent: query.kind === kind,
    href: invoiceAddress(here, { ...query, kind, after: null }),
  }))

const filtersOf = ({ t }: Visit, here: string, query: InvoiceQuery): Filters => ({
  action: here,
  resetHref: query.search ? here : null,
  hidden: [
    ...(query.kind ? [{ name: 'kind', value: query.kind }] : []),
    ...(query.sort === 'newest' ? [] : [{ name: 'sort', value: query.sort }]),
  ],
  fields: [{
    name: 'q',
    type: 'search',
    label: t('billing:search'),
    value: query.search,
    placeholder: t('billing:search_hint'),
    width: 'full',
  }],
})

const pagesOf = ({ t }: Visit, here: string, query: InvoiceQuery, rows: readonly FoundInvoice[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? invoiceAddress(here, { ...query, after: null }) : null,
    shown: t('billing:shown', { count: rows.length }),
    next: hasMore && last ? invoiceAddress(here, { ...query, after: { id: last.id, cents: last.total_cents } }) : null,
  }
}

/** The list of one merchant, or of all (`merchantId` null: the console). */
export const invoiceListOf = async (visit: Visit, here: string, merchantId: string | null, query: InvoiceQuery) => {
  const found = await searchInvoices(visit.ctx.db, merchantId, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const isConsole = merchantId === null
  return {
    title: visit.t('billing:title'),
    isConsole,
    tabs: tabsOf(visit, here, query),
    filters: isConsole ? filtersOf(visit, here, query) : null,
    columns: columnsOf(visit, here, query, isConsole),
    rows: rows.map((row) => rowOf(visit, here, row)),
    pages: pagesOf(visit, here, query, rows, found.length > pageSize),
    isNarrowed: query.kind !== null || query.search !== '',
  }
}

const decimal = ({ lang }: Visit, cents: number): string => {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}${lang === 'fr' ? ',' : '.'}${digits.slice(-2)}`
}

const headings = ['number', 'kind', 'merchant', 'period', 'issued', 'net', 'vat', 'total', 'currency'] as const

export async function* invoicesCsv(visit: Visit, merchantId: string | null, query: InvoiceQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`billing:column.${one}`)))
  for (let after: InvoiceQuery['after'] = null;;) {
    const rows: FoundInvoice[] = await searchInvoices(visit.ctx.db, merchantId, { ...query, after }, csvPage)
    yield rows
      .map((row) =>
        csvLine([
          row.number,
          visit.t(`billing:kind.${row.kind}`),
          row.merchantName,
          row.period_from.slice(0, 7),
          row.issued_on,
          ...[row.net_cents, row.vat_cents, row.total_cents].map((cents) => decimal(visit, signed(row, cents))),
          row.currency,
        ])
      )
      .join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { id: last.id, cents: last.total_cents }
  }
}

/** The file of an invoice; of that merchant only, where one is named. */
export const invoiceFile = async (visit: Visit, id: string, merchantId: string | null): Promise<Answer> => {
  const row = await findInvoice(visit.ctx.db, id)
  if (!row || (merchantId !== null && row.merchant_id !== merchantId)) throw notFound()
  await takeInvoice(visit.ctx, row)
  const corrects = row.corrects_id && (await findInvoice(visit.ctx.db, row.corrects_id))
  return file(
    await invoicePdf(visit, row, await listInvoiceLines(visit.ctx.db, row.id), corrects ? corrects.number : null),
    'application/pdf',
    `${row.number}.pdf`,
    true,
  )
}
