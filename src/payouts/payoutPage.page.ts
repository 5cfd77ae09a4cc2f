import { formatCents } from '#src/kernel/money.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Chip, Column, Columns, Fact, Filters, Pagination, Tab, Tone } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { payoutStates, type PayoutState } from './payout.ts'
import { isNarrowed, payoutAddress, type PayoutQuery, type PayoutSort } from './payoutSearch.ts'
import { chargeText, type ReserveSaid } from './reserve.page.ts'
import type { HeldSums } from './reserveCharges.sql.ts'
import { countLines, listLines, type LineRow, type PayoutRow } from './payouts.sql.ts'
import { searchPayouts, type FoundPayout } from './searchPayouts.sql.ts'
import { listHiddenSubjects, readShown, type Shown } from './shownPayouts.sql.ts'

export const pageSize = 50
const csvPage = 500

const tones: Record<PayoutState, Tone> = { pending: 'neutral', to_pay: 'waiting', sent: 'waiting', paid: 'good', failed: 'bad' }
export const payoutChip = ({ t }: Visit, { state, returned_at: returnedAt }: Pick<PayoutRow, 'state' | 'returned_at'>): Chip => ({
  tone: tones[state],
  label: t(returnedAt ? 'payouts:state.returned' : `payouts:state.${state}`),
})

/** Why it failed, in words: the bank's code, or ours. */
export const failureWords = ({ t }: Visit, { failure, returned_at: returnedAt }: Pick<PayoutRow, 'failure' | 'returned_at'>): string => {
  if (failure === null) return ''
  return failure === 'withheld'
    ? t('payouts:failure.withheld')
    : t(returnedAt ? 'payouts:failure.returned' : 'payouts:failure.bank', { code: failure })
}

export const tabsOf = ({ t }: Visit, here: string, query: PayoutQuery): Tab[] =>
  [null, ...payoutStates].map((state) => ({
    label: t(state ? `payouts:state.${state}` : 'payouts:all'),
    isCurrent: query.state === state,
    href: payoutAddress(here, { ...query, state, after: null }),
  }))

const sortedBy = (here: string, query: PayoutQuery, [down, up]: readonly [PayoutSort, PayoutSort]): Column['sort'] => ({
  href: payoutAddress(here, { ...query, sort: query.sort === down ? up : down, after: null }),
  direction: query.sort === down ? 'descending' : query.sort === up ? 'ascending' : 'none',
})

export const columnsOf = ({ t }: Visit, here: string, query: PayoutQuery, isConsole: boolean): Columns => ({
  created: { label: t('payouts:column.created'), isLead: true, sort: sortedBy(here, query, ['newest', 'oldest']) },
  ...(isConsole ? { merchant: { label: t('payouts:column.merchant'), isWide: true } } : {}),
  payments: { label: t('payouts:column.payments'), isNumber: true, isSpare: true },
  refunds: { label: t('payouts:column.refunds'), isNumber: true, isSpare: true },
  disputes: { label: t('payouts:column.disputes'), isNumber: true, isSpare: true },
  fees: { label: t('payouts:column.fees'), isNumber: true, isSpare: true },
  amount: { label: t('payouts:column.amount'), isNumber: true, sort: sortedBy(here, query, ['largest', 'smallest']) },
  bank: { label: t('payouts:column.bank') },
  state: { label: t('payouts:column.state') },
})

const rowOf = (visit: Visit, here: string, row: FoundPayout) => ({
  href: `${here}/${row.id}`,
  createdAt: row.created_at,
  merchant: row.merchantName || row.merchant_id,
  paymentsCents: row.payments_cents,
  refundsCents: row.refunds_cents,
  disputesCents: row.disputes_cents,
  feesCents: row.fees_cents,
  amountCents: row.amount_cents,
  bankOn: row.bank_on ?? '',
  chip: payoutChip(visit, row),
})

export const filtersOf = ({ t }: Visit, here: string, query: PayoutQuery, isConsole: boolean): Filters => ({
  action: here,
  resetHref: isNarrowed(query) ? here : null,
  hidden: [
    ...(query.state ? [{ name: 'state', value: query.state }] : []),
    ...(query.sort === 'newest' ? [] : [{ name: 'sort', value: query.sort }]),
  ],
  fields: [
    ...(isConsole
      ? [{
        name: 'q',
        type: 'search' as const,
        label: t('payouts:filter.search'),
        value: query.search,
        placeholder: t('payouts:filter.search_hint'),
      }]
      : []),
    { name: 'from', type: 'date', label: t('payouts:filter.from'), value: query.from ?? '', width: 'short' },
    { name: 'to', type: 'date', label: t('payouts:filter.to'), value: query.to ?? '', width: 'short' },
  ],
})

const pagesOf = ({ t }: Visit, here: string, query: PayoutQuery, rows: readonly FoundPayout[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? payoutAddress(here, { ...query, after: null }) : null,
    shown: t('payouts:shown', { count: rows.length }),
    next: hasMore && last ? payoutAddress(here, { ...query, after: { id: last.id, cents: last.amount_cents } }) : null,
  }
}

/** To its merchant, as he sees it; to staff as it is. */
const foundFor = async (visit: Visit, merchantId: string | null, query: PayoutQuery, limit: number): Promise<FoundPayout[]> => {
  const found = await searchPayouts(visit.ctx.db, merchantId, query, limit)
  return merchantId === null ? found : readShown(visit.ctx.db, merchantId, found)
}

/** The list of one merchant, or of all (`merchantId` null: the console): filters, order and pages. */
export const payoutListOf = async (visit: Visit, here: string, merchantId: string | null, query: PayoutQuery) => {
  const found = await foundFor(visit, merchantId, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const isConsole = merchantId === null
  return {
    isConsole,
    tabs: tabsOf(visit, here, query),
    filters: filtersOf(visit, here, query, isConsole),
    columns: columnsOf(visit, here, query, isConsole),
    rows: rows.map((row) => rowOf(visit, here, row)),
    pages: pagesOf(visit, here, query, rows, found.length > pageSize),
    isNarrowed: isNarrowed(query),
    alarm: null,
  }
}

/** An amount as spreadsheets of the language read it: 94,00 or 94.00. */
const decimal = ({ lang }: Visit, cents: number): string => {
  const [sign, digits] = [cents < 0 ? '-' : '', String(Math.abs(cents)).padStart(3, '0')]
  return `${sign}${digits.slice(0, -2)}${lang === 'fr' ? ',' : '.'}${digits.slice(-2)}`
}

const listHeadings = [
  'id',
  'created',
  'merchant',
  'payments',
  'refunds',
  'disputes',
  'fees',
  'adjustments',
  'amount',
  'currency',
  'traded',
  'bank',
  'state',
  'failure',
] as const

const csvRow = (visit: Visit, row: FoundPayout): string =>
  csvLine([
    row.id,
    parisDay(row.created_at),
    row.merchantName,
    ...[row.payments_cents, row.refunds_cents, row.disputes_cents, row.fees_cents, row.adjustments_cents, row.amount_cents].map((cents) =>
      decimal(visit, cents)
    ),
    row.currency,
    row.traded_on,
    row.bank_on,
    visit.t(`payouts:state.${row.state}`),
    row.failure,
  ])

/** What the filter lets pass, whole, read by key as it is sent. */
export async function* payoutsCsv(visit: Visit, merchantId: string | null, query: PayoutQuery): AsyncGenerator<string> {
  yield csvLine(listHeadings.map((one) => visit.t(`payouts:csv.${one}`)))
  for (let after: PayoutQuery['after'] = null;;) {
    const rows: FoundPayout[] = await foundFor(visit, merchantId, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { id: last.id, cents: last.amount_cents }
  }
}

/** `removed`: the one line for all that the merchant no longer sees; it names nothing. */
export type ShownLine = Omit<LineRow, 'kind' | 'entryKind'> & { kind: LineRow['kind'] | 'removed'; entryKind: LineRow['entryKind'] | null }

const adjustmentWord = ({ entryKind, correction }: Pick<ShownLine, 'entryKind' | 'correction'>): string => {
  if (entryKind === 'hold') return 'held'
  if (entryKind === 'release') return 'released'
  return entryKind === 'correction' ? `correction_${correction ?? 'any'}` : 'adjustment'
}

/**
 * What was kept back and what was let go are told apart from other adjustments, under no title; what was booked by hand by what it
 * is.
 */
export const lineWord = ({ t }: Visit, line: Pick<ShownLine, 'kind' | 'entryKind' | 'correction'>): string =>
  t(`payouts:line.${line.kind === 'adjustment' ? adjustmentWord(line) : line.kind}`)

/** What a line does to the payout: payments and adjustments add, the rest takes. */
export const signedCents = (
  { kind, amountCents }: Pick<ShownLine, 'kind' | 'amountCents'>,
): number => (kind === 'payment' || kind === 'adjustment' || kind === 'removed' ? amountCents : -amountCents)

/** Every line of a payout, in the order of the books. */
export async function* linesOf(db: ReadDb, payoutId: string): AsyncGenerator<LineRow[]> {
  for (let after = 0;;) {
    const rows: LineRow[] = await listLines(db, payoutId, after, csvPage)
    // a payment has two lines of one entry: a page ends between entries
    const full = rows.length === csvPage
    const cut = full ? rows.filter(({ entryId }) => entryId !== rows.at(-1)!.entryId) : rows
    yield cut
    if (!full) return
    after = cut.at(-1)!.entryId
  }
}

/** As its merchant sees them: what is hidden from him is one line at the end, and they still add up. `row`: of `readShown`. */
export async function* shownLinesOf(db: ReadDb, row: PayoutRow & Shown): AsyncGenerator<ShownLine[]> {
  if (Object.keys(row.removedCounts).length === 0) return yield* linesOf(db, row.id)
  const hidden = await listHiddenSubjects(db, row)
  for await (const lines of linesOf(db, row.id)) yield lines.filter(({ subjectId }) => !hidden.has(subjectId))
  if (row.removedCents !== 0)
    yield [{
      entryId: 0,
      kind: 'removed',
      entryKind: null,
      subjectId: '',
      amountCents: row.removedCents,
      at: row.created_at,
      correction: null,
    }]
}

/**
 * How many lines of each word there are, less those that the merchant does not see: payments, refunds and disputes, and nothing that was
 * kept back.
 */
export const shownCounts = async (visit: Visit, row: PayoutRow & Partial<Shown>): Promise<{ label: string; count: number }[]> =>
  (await countLines(visit.ctx.db, row.id))
    .map(({ word, count }) => ({
      label: visit.t(`payouts:lines.${word}`),
      count: count - (word === 'held' || word === 'released' ? 0 : (row.removedCounts?.[word] ?? 0)),
    }))
    .filter(({ count }) => count > 0)

/** What the reserve bore moved nothing of the payout: it has a column of its own, so that the other adds up. */
export async function* linesCsv(visit: Visit, source: AsyncGenerator<ShownLine[]>, { charges }: ReserveSaid): AsyncGenerator<string> {
  yield csvLine(
    (['line_at', 'line_kind', 'line_subject', 'line_amount', 'line_reserve', 'line_payment'] as const).map((one) =>
      visit.t(`payouts:csv.${one}`)
    ),
  )
  for await (const rows of source)
    yield rows
      .map((row) => csvLine([row.at.toISOString(), lineWord(visit, row), row.subjectId, decimal(visit, signedCents(row)), '', '']))
      .join('')
  yield charges
    .map((one) =>
      csvLine([
        one.at.toISOString(),
        chargeText(visit, one),
        one.subjectId,
        decimal(visit, 0),
        decimal(visit, 0 - one.cents),
        one.paymentId,
      ])
    )
    .join('')
}

/** How the amount comes about: what was collected, less what was taken. */
export const sumFacts = (
  { t, lang }: Visit,
  row: PayoutRow & Partial<Shown>,
  { heldCents, releasedCents }: HeldSums,
): { label: string; text: string; isTotal: boolean }[] => {
  const line = (label: string, cents: number, isTotal = false) => ({
    label: t(label),
    text: formatCents(cents, row.currency, lang),
    isTotal,
  })
  const removed = row.removedCents ?? 0
  const rest = row.adjustments_cents - removed - heldCents - releasedCents
  const some = (label: string, cents: number) => (cents === 0 ? [] : [line(label, cents)])
  return [
    line('payouts:column.payments', row.payments_cents),
    line('payouts:column.refunds', 0 - row.refunds_cents),
    line('payouts:column.disputes', 0 - row.disputes_cents),
    line('payouts:column.fees', 0 - row.fees_cents),
    ...some('payouts:column.removed', removed),
    ...some('payouts:column.held', heldCents),
    ...some('payouts:column.released', releasedCents),
    ...some('payouts:column.adjustments', rest),
    line('payouts:column.amount', row.amount_cents, true),
  ]
}

export const payoutFacts = ({ t, lang }: Visit, row: PayoutRow, accountLast4: string): Fact[] => [
  { label: t('payouts:fact.created'), at: row.created_at },
  { label: t('payouts:fact.traded'), text: formatDay(row.traded_on, lang) },
  ...(row.bank_on ? [{ label: t('payouts:fact.bank'), text: formatDay(row.bank_on, lang) }] : []),
  { label: t('payouts:fact.account'), text: t('payouts:fact.account_last4', { last4: accountLast4 }) },
  { label: t('payouts:fact.text'), text: row.statement_description },
]
