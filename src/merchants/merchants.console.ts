import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Filters, Tab, Tone } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportMerchants } from './exportMerchants.ts'
import { elsewhere, foundBeside } from './foundElsewhere.page.ts'
import type { MerchantState } from './merchant.ts'
import { merchantAddress, merchantStates, readMerchantQuery, type MerchantQuery } from './merchantSearch.ts'
import { searchMerchants, type FoundMerchant } from './searchMerchants.sql.ts'

const here = '/console/merchants'
const pageSize = 50

const stateTones: Record<MerchantState, Tone> = {
  onboarding: 'neutral',
  validated: 'good',
  suspended: 'bad',
  barred: 'bad',
  deactivated: 'bad',
  rejected: 'neutral',
  terminated: 'bad',
  closed: 'neutral',
}
export const merchantChip = ({ t }: Visit, state: MerchantState): Chip => ({
  tone: stateTones[state],
  label: t(`merchants:state.${state}`),
})

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('merchants:console.name'), isLead: true },
  form: { label: t('merchants:console.form') },
  siren: { label: t('merchants:console.siren') },
  email: { label: t('merchants:console.email'), isSpare: true, isWide: true },
  risk: { label: t('merchants:console.risk') },
  created: { label: t('merchants:console.created') },
  state: { label: t('merchants:console.state') },
})

const rowOf = (visit: Visit, row: FoundMerchant) => ({
  href: `${here}/${row.id}`,
  name: row.name || visit.t('merchants:console.unnamed'),
  form: row.legalForm ? visit.t(`dossiers:form_short.${row.legalForm}`) : '',
  siren: row.siren ?? '',
  email: row.email ?? '',
  risk: row.legalForm && row.risk ? visit.t(`requests:risk.${row.risk}`) : '',
  createdAt: row.createdAt,
  state: merchantChip(visit, row.state),
})

const filtersOf = ({ t }: Visit, { search, state }: MerchantQuery): Filters => ({
  action: here,
  resetHref: search || state ? here : null,
  hidden: state ? [{ name: 'state', value: state }] : [],
  fields: [{
    name: 'q',
    type: 'search',
    label: t('merchants:console.search'),
    value: search,
    placeholder: t('merchants:console.search_hint'),
    width: 'full',
  }],
})

const tabsOf = ({ t }: Visit, query: MerchantQuery): Tab[] =>
  [null, ...merchantStates].map((state) => ({
    label: t(state ? `merchants:state.${state}` : 'merchants:console.all'),
    isCurrent: query.state === state,
    href: merchantAddress(here, { ...query, state, before: null }),
  }))

/** GET /console/merchants: one box finds a merchant however he is known; the whole list by state. */
export const showMerchants = async (visit: Visit): Promise<Answer> => {
  const query = readMerchantQuery(visit.query)
  const away = await elsewhere(visit, query)
  if (away) return away
  const found = await searchMerchants(visit.ctx.db, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const beside = await foundBeside(visit, query)
  if (rows.length + beside.people.length === 0 && beside.payments) return seeOther(beside.payments)
  const { t } = visit
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  return view('merchants/list', {
    title: t('merchants:console.title'),
    sentence: query.search ? t('merchants:console.sentence_found', { query: query.search }) : t('merchants:console.sentence_all'),
    tabs: tabsOf(visit, query),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    ...beside,
    actions: mayExport
      ? [{
        label: t('merchants:console.export'),
        href: merchantAddress(`${here}.csv`, { ...query, before: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : [],
    pages: {
      previous: query.before ? merchantAddress(here, { ...query, before: null }) : null,
      next: found.length > pageSize ? merchantAddress(here, { ...query, before: rows.at(-1)!.id }) : null,
      shown: t('merchants:console.shown', { count: rows.length }),
    },
  })
}

const csvPage = 500
const headings = ['id', 'name', 'state', 'form', 'siren', 'email', 'dossier_state', 'risk', 'created', 'changed'] as const

const csvRow = (row: FoundMerchant): string =>
  csvLine([
    row.id,
    row.name,
    row.state,
    row.legalForm,
    row.siren,
    row.email,
    row.dossierState,
    row.risk,
    row.createdAt.toISOString(),
    row.changedAt.toISOString(),
  ])

/** The whole list, read by key as it is sent. */
async function* linesOf({ ctx, t }: Visit, query: MerchantQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => t(`merchants:csv.${one}`)))
  for (let before: string | null = null;;) {
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
