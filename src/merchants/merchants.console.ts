import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { lastFourOfWhole, paymentAddress, readPaymentQuery, soughtIn } from '#src/payments/paymentSearch.ts'
import { findAnyRefund } from '#src/refunds/refunds.sql.ts'
import { findResolution } from '#src/resolutions/resolutions.sql.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Filters, Tab, Tone } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportMerchants } from './exportMerchants.ts'
import type { MerchantState } from './merchant.ts'
import { merchantAddress, merchantStates, readMerchantQuery, type MerchantQuery } from './merchantSearch.ts'
import { addressAt, placeOfId, type Placed } from './pastedId.ts'
import { searchMerchants, type FoundMerchant } from './searchMerchants.sql.ts'

const here = '/console/merchants'
const pageSize = 50

const stateTones: Record<MerchantState, Tone> = { onboarding: 'neutral', validated: 'good', suspended: 'bad', barred: 'bad', deactivated: 'bad', rejected: 'neutral', terminated: 'bad', closed: 'neutral' }
export const merchantChip = ({ t }: Visit, state: MerchantState): Chip => ({ tone: stateTones[state], label: t(`merchants:state.${state}`) })

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('merchants:console.name'), isLead: true }, form: { label: t('merchants:console.form') }, siren: { label: t('merchants:console.siren') },
  email: { label: t('merchants:console.email'), isSpare: true, isWide: true }, risk: { label: t('merchants:console.risk') }, created: { label: t('merchants:console.created') }, state: { label: t('merchants:console.state') },
})

const rowOf = (visit: Visit, row: FoundMerchant) => ({
  href: `${here}/${row.id}`, name: row.name || visit.t('merchants:console.unnamed'), form: row.legalForm ? visit.t(`dossiers:form_short.${row.legalForm}`) : '', siren: row.siren ?? '', email: row.email ?? '',
  risk: row.legalForm && row.risk ? visit.t(`requests:risk.${row.risk}`) : '', createdAt: row.createdAt, state: merchantChip(visit, row.state),
})

const filtersOf = ({ t }: Visit, { search, state }: MerchantQuery): Filters => ({
  action: here, resetHref: search || state ? here : null, hidden: state ? [{ name: 'state', value: state }] : [],
  fields: [{ name: 'q', type: 'search', label: t('merchants:console.search'), value: search, placeholder: t('merchants:console.search_hint'), width: 'full' }],
})

const tabsOf = ({ t }: Visit, query: MerchantQuery): Tab[] =>
  [null, ...merchantStates].map((state) => ({
    label: t(state ? `merchants:state.${state}` : 'merchants:console.all'), isCurrent: query.state === state, href: merchantAddress(here, { ...query, state, before: null }),
  }))

const owners = {
  resolution: async (db: ReadDb, id: string) => (await findResolution(db, id))?.dispute_id ?? null,
  refund: async (db: ReadDb, id: string) => (await findAnyRefund(db, id))?.payment_id ?? null,
}

/** Only for who may read such a page; whoever may not learns nothing, not even whether there is one. */
const pageOf = async (visit: Visit, place: Placed): Promise<Answer | null> => {
  if (!isAllowed(staffOf(visit).roles, place.permission)) return null
  const id = place.of ? await owners[place.of](visit.ctx.db, place.id) : place.id
  return id === null ? null : seeOther(addressAt(place, id))
}

/** The box at the top of every page is asked for anything that has an id. A whole card number or IBAN stays in no address. */
const elsewhere = async (visit: Visit, query: MerchantQuery): Promise<Answer | null> => {
  const last4 = lastFourOfWhole(query.search)
  if (last4) return seeOther(merchantAddress(here, { ...query, search: last4, before: null }), { tone: 'warning', key: 'payments:list.whole_number' })
  const place = placeOfId(query.search)
  const page = place && (await pageOf(visit, place))
  if (page) return page
  const sought = soughtIn(query.search)
  const isPayment = sought?.by === 'id' && sought.noun !== 'merchant' && isAllowed(staffOf(visit).roles, 'payments.read')
  return isPayment ? seeOther(paymentAddress('/console/payments', { ...readPaymentQuery({}), search: query.search })) : null
}

/** GET /console/merchants: one box finds a merchant however he is known; the whole list by state. */
export const showMerchants = async (visit: Visit): Promise<Answer> => {
  const query = readMerchantQuery(visit.query)
  const away = await elsewhere(visit, query)
  if (away) return away
  const found = await searchMerchants(visit.ctx.db, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const { t } = visit
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  return view('merchants/list', {
    title: t('merchants:console.title'), sentence: query.search ? t('merchants:console.sentence_found', { query: query.search }) : t('merchants:console.sentence_all'),
    tabs: tabsOf(visit, query), filters: filtersOf(visit, query), columns: columnsOf(visit), rows: rows.map((row) => rowOf(visit, row)),
    actions: mayExport ? [{ label: t('merchants:console.export'), href: merchantAddress(`${here}.csv`, { ...query, before: null }), icon: 'download', kind: 'plain' as const }] : [],
    pages: {
      previous: query.before ? merchantAddress(here, { ...query, before: null }) : null, next: found.length > pageSize ? merchantAddress(here, { ...query, before: rows.at(-1)!.id }) : null,
      shown: t('merchants:console.shown', { count: rows.length }),
    },
  })
}

const csvPage = 500
const headings = ['id', 'name', 'state', 'form', 'siren', 'email', 'dossier_state', 'risk', 'created', 'changed'] as const

const csvRow = (row: FoundMerchant): string =>
  csvLine([row.id, row.name, row.state, row.legalForm, row.siren, row.email, row.dossierState, row.risk, row.createdAt.toISOString(), row.changedAt.toISOString()])

/** The whole list, read by key as it is sent. */
async function* linesOf({ ctx, t }: Visit, query: MerchantQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => t(`merchants:csv.${one}`)))
  for (let before: string | null = null; ; ) {
    const rows: FoundMerchant[] = await searchMerchants(ctx.db, { ...query, before }, csvPage)
    yield rows.map(csvRow).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    before = last.id
  }
}

/** GET /console/merchants.csv: what the filter lets pass; taking it away is recorded. */
export const exportMerchantsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readMerchantQuery(visit.query), before: null }
  await exportMerchants(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('merchants:console.file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
