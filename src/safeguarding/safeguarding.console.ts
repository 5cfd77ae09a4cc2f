import { isUsualDay, parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Figure, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { exportSafeguarding } from './exportSafeguarding.ts'
import { breakOf, moved, nothing, requirementOf, type Position } from './safeguarding.ts'
import { countBroken, findLastChecked, listDays, listMovements, positionOf, type DayRow } from './safeguarding.sql.ts'

const here = '/console/safeguarding'
const pageSize = 31
const csvPage = 500

const readQuery = ({ query }: Visit): { before: string | null; isBroken: boolean } => ({
  before: typeof query['before'] === 'string' && isUsualDay(query['before']) ? query['before'] : null,
  isBroken: query['only'] === 'breaks',
})

const address = (isBroken: boolean, before: string | null): string => {
  const said = new URLSearchParams({ ...(isBroken ? { only: 'breaks' } : {}), ...(before ? { before } : {}) })
  return said.size > 0 ? `${here}?${said}` : here
}

const money = ({ lang }: Visit, cents: number): string => formatCents(cents, 'eur', lang)

/** As the books stand at this moment: the last evening that was checked, and what moved since. */
const positionNow = async ({ ctx }: Visit): Promise<Position> => {
  const last = await findLastChecked(ctx.db)
  return moved(last ? positionOf(last) : nothing, await listMovements(ctx.db, last?.on_day ?? null, parisDay(ctx.now)))
}

const figuresOf = (visit: Visit, position: Position): Figure[] => {
  const { t } = visit
  const lacking = breakOf(position)
  const free = position.bankCents - Math.max(0, position.ownFeesCents) - requirementOf(position)
  return [
    {
      label: t('safeguarding:figure.requirement'),
      value: money(visit, requirementOf(position)),
      note: t('safeguarding:figure.requirement_note'),
    },
    { label: t('safeguarding:figure.bank'), value: money(visit, position.bankCents), note: t('safeguarding:figure.bank_note') },
    { label: t('safeguarding:figure.own'), value: money(visit, position.ownFeesCents), note: t('safeguarding:figure.own_note') },
    {
      label: t(lacking > 0 ? 'safeguarding:figure.lacking' : 'safeguarding:figure.margin'),
      value: money(visit, lacking > 0 ? lacking : free),
      note: t(lacking > 0 ? 'safeguarding:figure.lacking_note' : 'safeguarding:figure.margin_note'),
      tone: lacking > 0 ? 'bad' : 'good',
    },
  ]
}

const parts = ['available', 'reserve', 'kept', 'in_transit', 'scheme_payable'] as const
/** Held and frozen are one column: this page is read outside the compartment. */
const partsOf = (position: Position): Record<(typeof parts)[number], number> => ({
  available: position.availableCents,
  reserve: position.reserveCents,
  kept: position.amlHoldCents + position.frozenCents,
  in_transit: position.inTransitCents + position.returnedCents,
  scheme_payable: position.schemePayableCents,
})

const columnsOf = ({ t }: Visit): Columns => ({
  day: { label: t('safeguarding:column.day'), isLead: true },
  ...Object.fromEntries(parts.map((one) => [one, { label: t(`safeguarding:column.${one}`), isNumber: true, isSpare: true }])),
  requirement: { label: t('safeguarding:column.requirement'), isNumber: true },
  bank: { label: t('safeguarding:column.bank'), isNumber: true },
  own: { label: t('safeguarding:column.own'), isNumber: true },
  state: { label: t('safeguarding:column.state') },
})

const chipOf = (visit: Visit, cents: number): Chip => (cents > 0
  ? { tone: 'bad', label: visit.t('safeguarding:broken', { amount: money(visit, cents) }) }
  : { tone: 'good', label: visit.t('safeguarding:covered') })

const rowOf = (visit: Visit, row: DayRow) => ({
  day: row.on_day,
  ...partsOf(positionOf(row)),
  requirement: row.requirement_cents,
  bank: row.bank_cents,
  own: row.own_fees_cents,
  chip: chipOf(visit, row.break_cents),
})

const tabsOf = ({ t }: Visit, isBroken: boolean, count: number): Tab[] => [
  { label: t('safeguarding:all_days'), href: here, isCurrent: !isBroken },
  { label: t('safeguarding:broken_days'), href: address(true, null), isCurrent: isBroken, count },
]

/** GET /console/safeguarding: what must lie on the safeguarded account, what does, day by day; and what lacked. */
export const showSafeguarding = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, lang } = visit
  const { before, isBroken } = readQuery(visit)
  const [position, count, found] = await Promise.all([
    positionNow(visit),
    countBroken(ctx.db),
    listDays(ctx.db, before, isBroken, pageSize + 1),
  ])
  const rows = found.slice(0, pageSize)
  return view('safeguarding/days', {
    title: t('safeguarding:title'),
    sentence: t('safeguarding:sentence', { day: formatDay(parisDay(ctx.now), lang) }),
    figures: figuresOf(visit, position),
    tabs: tabsOf(visit, isBroken, count),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    isBroken,
    actions: [{ label: t('web:verb.export'), href: `${here}.csv`, icon: 'download', kind: 'plain' }],
    pages: {
      previous: before ? address(isBroken, null) : null,
      next: found.length > pageSize ? address(isBroken, rows.at(-1)!.on_day) : null,
      shown: t('safeguarding:shown', { count: rows.length }),
    },
  })
}

async function* linesOf(visit: Visit): AsyncGenerator<string> {
  yield csvLine((['day', ...parts, 'requirement', 'bank', 'own', 'lacking'] as const).map((one) => visit.t(`safeguarding:column.${one}`)))
  for (let before: string | null = null;;) {
    const rows: DayRow[] = await listDays(visit.ctx.db, before, false, csvPage)
    yield rows
      .map((row) =>
        csvLine([
          row.on_day,
          ...Object.values(partsOf(positionOf(row))),
          row.requirement_cents,
          row.bank_cents,
          row.own_fees_cents,
          row.break_cents,
        ])
      )
      .join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    before = last.on_day
  }
}

/** GET /console/safeguarding.csv: every day, in cents. */
export const exportSafeguardingCsv = async (visit: Visit): Promise<Answer> => {
  await exportSafeguarding(visit.ctx)
  return { kind: 'csv', fileName: `${visit.t('safeguarding:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit) }
}
