import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay, parisTime } from '#src/kernel/calendar.ts'
import { isUsualDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Action, type Columns, type Field } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { line, optionalLine, optionalWords, parse } from '#src/web/fields.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { notifyBefore } from './dataBreach.ts'
import { countOpenBreaches, listNotices, searchDataBreaches, type BreachQuery, type DataBreachRow,
  type NoticeRow } from './dataBreaches.sql.ts'
import { breachChip, breachPath, hoursChip, riskChip, type Refused } from './dataBreachWords.page.ts'
import { exportDataBreaches, openDataBreach } from './workDataBreach.ts'

const here = '/console/data-breaches'
const pageSize = 50
const csvPage = 500
const shelves = ['open', 'closed', 'all'] as const

const readQuery = (query: Record<string, unknown>): BreachQuery => {
  const after = askedText(query['after'], 40)
  return {
    shelf: askedOf(shelves, query['shelf']) ?? 'open',
    search: askedText(query['q'], 120),
    after: isId('dbrc', after) ? after : null,
  }
}
const addressOf = (path: string, { shelf, search, after }: BreachQuery): string => {
  const said = new URLSearchParams({
    ...(shelf === 'open' ? {} : { shelf }),
    ...(search ? { q: search } : {}),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

const columnsOf = ({ t }: Visit): Columns => ({
  title: { label: t('dataBreaches:column.title'), isLead: true, isWide: true },
  aware: { label: t('dataBreaches:column.aware') },
  hours: { label: t('dataBreaches:column.hours') },
  persons: { label: t('dataBreaches:column.persons'), isNumber: true, isSpare: true },
  risk: { label: t('dataBreaches:column.risk') },
  state: { label: t('dataBreaches:column.state') },
})

const rowOf = async (visit: Visit, row: DataBreachRow) => {
  const notices = await listNotices(visit.ctx.db, row.id)
  return {
    href: breachPath(row),
    title: row.title,
    awareAt: row.aware_at,
    hours: hoursChip(visit, row, notices.length > 0),
    persons: row.persons_count,
    risk: riskChip(visit, row),
    chip: breachChip(visit, row),
  }
}

const actionsOf = (visit: Visit, query: BreachQuery): Action[] => {
  const { roles } = staffOf(visit)
  return [
    ...(isAllowed(roles, 'exports.make')
      ? [{
        label: visit.t('web:verb.export'),
        href: addressOf(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : []),
    ...(isAllowed(roles, 'data_breaches.report')
      ? [{ label: visit.t('dataBreaches:new.act'), href: `${here}/new`, icon: 'plus', kind: 'primary' as const }]
      : []),
  ]
}

/** GET /console/data-breaches: the register of GDPR 33(5), every breach, notified or not. */
export const showDataBreaches = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const query = readQuery(visit.query)
  const [found, { count }] = await Promise.all([searchDataBreaches(ctx.db, query, pageSize + 1), countOpenBreaches(ctx.db)])
  const rows = found.slice(0, pageSize)
  return view('dataBreaches/list', {
    title: t('dataBreaches:title'),
    sentence: t('dataBreaches:sentence'),
    actions: actionsOf(visit, query),
    columns: columnsOf(visit),
    rows: await Promise.all(rows.map((row) => rowOf(visit, row))),
    tabs: shelves.map((shelf) => ({
      label: t(`dataBreaches:shelf.${shelf}`),
      isCurrent: query.shelf === shelf,
      href: addressOf(here, { ...query, shelf, after: null }),
      ...(shelf === 'open' ? { count } : {}),
    })),
    filters: {
      action: here,
      hidden: query.shelf === 'open' ? [] : [{ name: 'shelf', value: query.shelf }],
      resetHref: query.search ? addressOf(here, { ...query, search: '', after: null }) : null,
      fields: [{
        name: 'q',
        type: 'search' as const,
        label: t('dataBreaches:filter.search'),
        value: query.search,
        placeholder: t('dataBreaches:filter.hint'),
      }],
    },
    pages: {
      previous: query.after ? addressOf(here, { ...query, after: null }) : null,
      next: found.length > pageSize ? addressOf(here, { ...query, after: rows.at(-1)!.id }) : null,
      shown: t('dataBreaches:shown', { count: rows.length }),
    },
    empty: { title: t('dataBreaches:none_title'), text: t('dataBreaches:none_text'), icon: 'shield-check' },
  })
}

const headings = [
  'id',
  'title',
  'aware',
  'ends',
  'what',
  'natures',
  'categories',
  'persons',
  'persons_count',
  'records',
  'consequences',
  'measures',
  'risk',
  'notified',
  'reason',
  'sent',
  'late',
  'told',
  'not_told',
  'closed',
  'conclusion',
] as const

const csvRow = ({ t }: Visit, row: DataBreachRow, notices: readonly NoticeRow[]): string =>
  csvLine([
    row.id,
    row.title,
    row.aware_at.toISOString(),
    notifyBefore(row.aware_at).toISOString(),
    row.what_happened,
    row.natures.map((one) => t(`dataBreaches:nature.${one}`)).join(', '),
    row.categories.map((one) => t(`retention:category.${one}`)).join(', '),
    row.persons_kinds,
    row.persons_count,
    row.records_count,
    row.consequences,
    row.measures,
    row.risk ? t(`dataBreaches:risk.${row.risk}`) : null,
    row.is_notified === null ? null : t(row.is_notified ? 'dataBreaches:yes' : 'dataBreaches:no'),
    [row.risk_reason, row.notify_reason].filter(Boolean).join(' · '),
    notices.map((one) => `${one.sent_at.toISOString()} ${one.reference}`).join(' · '),
    notices.map((one) => one.late_reason ?? '').filter(Boolean).join(' · '),
    row.persons_told_at?.toISOString() ?? null,
    row.persons_not_told_reason,
    row.closed_at?.toISOString() ?? null,
    row.conclusion,
  ])

async function* linesOf(visit: Visit, query: BreachQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`dataBreaches:csv.${one}`)))
  for (let after: string | null = null;;) {
    const rows: DataBreachRow[] = await searchDataBreaches(visit.ctx.db, { ...query, after }, csvPage)
    for (const row of rows) yield csvRow(visit, row, await listNotices(visit.ctx.db, row.id))
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = last.id
  }
}

/** GET /console/data-breaches.csv: what the CNIL may ask to see; recorded. */
export const exportDataBreachesCsv = async (visit: Visit): Promise<Answer> => {
  await exportDataBreaches(visit.ctx, 'csv')
  return {
    kind: 'csv',
    fileName: `${visit.t('dataBreaches:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, { ...readQuery(visit.query), after: null }),
  }
}

/** A day and a time of Paris, as two fields of a form have them. The hour that comes twice in autumn is its first (rules.md §7.3). */
export const instantOf = (day: string, time: string, field: string): Date => {
  if (!isUsualDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw invalid({ [field]: 'dataBreaches:field.bad_instant' })
  return parisTime(day, time)
}

const timeOf = (at: Date): string =>
  new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Paris' }).format(at)
export const instantFields = ({ t, ctx }: Visit, name: string, label: string): Field[] => [
  { name, type: 'date', label: t(label), value: parisDay(ctx.now), max: parisDay(ctx.now), width: 'short', isRequired: true },
  {
    name: `${name}_time`,
    type: 'text',
    label: t('dataBreaches:field.time'),
    hint: t('dataBreaches:field.time_hint'),
    value: timeOf(ctx.now),
    width: 'tiny',
    maxlength: 5,
    isRequired: true,
    autocomplete: 'off',
  },
]

/** GET /console/data-breaches/new */
export const showNewDataBreach = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const fields: Field[] = [
    {
      name: 'title',
      type: 'text',
      label: t('dataBreaches:new.name'),
      hint: t('dataBreaches:new.name_hint'),
      width: 'full',
      maxlength: 200,
      isRequired: true,
      autocomplete: 'off',
    },
    ...instantFields(visit, 'aware_at', 'dataBreaches:new.aware'),
    {
      name: 'what',
      type: 'textarea',
      rows: 5,
      label: t('dataBreaches:fact.what'),
      hint: t('dataBreaches:new.what_hint'),
      width: 'full',
      maxlength: 8_000,
      isOptional: true,
    },
  ]
  return view('rights/new', {
    title: t('dataBreaches:new.title'),
    back: { href: here, label: t('dataBreaches:title') },
    sentence: t('dataBreaches:new.sentence'),
    errors: errorLines(refused?.errors, t),
    form: {
      action: `${here}/new`,
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('dataBreaches:new.submit'),
      cancel: { label: t('web:verb.cancel'), href: here },
    },
  })
}

const newForm = z.object({
  title: line(200),
  aware_at: line(10),
  aware_at_time: line(5),
  what: optionalWords(8_000),
  ticket: optionalLine(64),
})

/** POST /console/data-breaches/new */
export const postNewDataBreach = async (visit: Visit): Promise<Answer> => {
  const { title, aware_at: day, aware_at_time: time, what, ticket } = parse(newForm, visit.body)
  const id = await openDataBreach(visit.ctx, { title, awareAt: instantOf(day, time, 'aware_at'), whatHappened: what, ticket })
  return seeOther(id ? `${here}/${id}` : here, good('dataBreaches:flash.opened'))
}
