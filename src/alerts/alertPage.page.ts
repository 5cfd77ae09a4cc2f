import { askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { listShared } from '#src/monitoring/houses.sql.ts'
import { figureText } from '#src/monitoring/monitoringWords.page.ts'
import type { Figures, ScenarioId } from '#src/monitoring/scenario.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import { brandText, meansText, paymentChip } from '#src/payments/paymentWords.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { thresholdName } from '#src/thresholds/thresholdWords.page.ts'
import type { Action, Columns, Fact, Pagination } from '#src/web/components.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { isOver } from './alert.ts'
import { findAlert, findingIn, type AlertRow } from './alerts.sql.ts'
import { alertChip, alertLevelChip, alertScenario, alertSentence, merchantText, reasonText } from './alertWords.page.ts'
import { listBehind, listSharedBehind, type PaymentBehind } from './behind.sql.ts'
import { mayHandle, queuePath } from './queue.page.ts'
import { listEarlier } from './searchAlerts.sql.ts'

export type One = AlertRow & { merchantName: string; names: Map<string, string> }

export const alertOfPath = async (visit: Visit): Promise<One> => {
  const id = param(visit, 'id')
  const alert = isId('alrt', id) ? await findAlert(visit.ctx.db, id) : null
  if (!alert) throw notFound()
  const names = await namesOfStaff(
    visit.ctx.db,
    [alert.owner_id, alert.closed_by, alert.escalated_by].filter((one): one is string => one !== null),
  )
  return { ...alert, names }
}

export const alertPath = ({ id }: Pick<AlertRow, 'id'>): string => `${queuePath}/${id}`

/** Where it stands, as a colleague would say it. */
export const standOf = (visit: Visit, one: One): string => {
  const { t, lang, ctx } = visit
  const name = (id: string | null): string => (id && one.names.get(id)) || ''
  if (one.state === 'closed')
    return t('alerts:stand.closed', {
      who: name(one.closed_by),
      when: formatInstant(one.closed_at!, lang),
      reason: reasonText(visit, one.close_reason!).toLowerCase(),
    })
  if (one.state === 'escalated')
    return t('alerts:stand.escalated', { who: name(one.escalated_by), when: formatInstant(one.escalated_at!, lang) })
  if (one.state === 'new') return t('alerts:stand.new', { when: formatInstant(one.raised_at, lang) })
  return t(one.owner_id === ctx.actor.id ? 'alerts:stand.triage_mine' : 'alerts:stand.triage', {
    who: name(one.owner_id),
    when: formatInstant(one.claimed_at!, lang),
  })
}

/** What this person may do now; a missing button says why. */
export const actionsOf = (visit: Visit, one: One): Action[] => {
  const { t } = visit
  const path = alertPath(one)
  const missing = (reason: string): Action[] => [{ label: t('alerts:act.close'), reason }]
  if (isOver(one.state)) return []
  if (!mayHandle(visit)) return missing(t('alerts:missing.reader'))
  const { id: me, roles } = staffOf(visit)
  const handOver: Action = { label: t('alerts:act.hand_over'), href: `${path}/hand-over`, kind: 'plain', icon: 'swap' }
  const fraud: Action[] = isAllowed(roles, 'fraud.work') && one.scenario !== 'TM-17'
    ? [{ label: t('alerts:act.fraud'), href: `/console/fraud-cases/new?alert=${one.id}`, kind: 'plain', icon: 'flag' }]
    : []
  const decide: Action[] = [...fraud, { label: t('alerts:act.escalate'), href: `${path}/escalate`, kind: 'plain', icon: 'folder' }, {
    label: t('alerts:act.close'),
    href: `${path}/close`,
    kind: one.state === 'triage' ? 'primary' : 'plain',
    icon: 'check',
  }]
  if (one.state === 'new')
    return [handOver, ...decide, { label: t('alerts:act.claim'), post: `${path}/claim`, kind: 'primary', icon: 'hand', key: 'c' }]
  if (one.owner_id === me) return [{ label: t('alerts:act.release'), post: `${path}/release`, kind: 'quiet' }, handOver, ...decide]
  return roles.includes('officer') ? [handOver, ...decide] : missing(t('alerts:missing.held', { who: one.names.get(one.owner_id!) ?? '' }))
}

export const factsOf = (visit: Visit, one: One): Fact[] => {
  const { t, lang } = visit
  return [
    { label: t('alerts:fact.merchant'), text: merchantText(visit, one.merchantName), href: `/console/merchants/${one.merchant_id}` },
    { label: t('alerts:fact.level'), chip: alertLevelChip(visit, one) },
    {
      label: t('alerts:fact.window'),
      text: one.window_from_on === one.window_to_on
        ? formatDay(one.window_to_on, lang)
        : t('alerts:window_of', { from: formatDay(one.window_from_on, lang), to: formatDay(one.window_to_on, lang) }),
    },
    { label: t('alerts:fact.raised'), at: one.raised_at },
    ...(isOver(one.state) ? [] : [{ label: t('alerts:fact.due'), at: one.due_at }]),
    {
      label: t('alerts:fact.version'),
      text: t('alerts:version_of', { version: one.version, revision: one.revision }),
      href: `/console/monitoring/${one.scenario}`,
    },
    ...(one.case_id
      ? [{
        label: t(one.case_id.startsWith('frdc') ? 'alerts:fact.fraud_case' : 'alerts:fact.case'),
        text: t('alerts:fact.case_link'),
        href: `/console/${one.case_id.startsWith('frdc') ? 'fraud-cases' : 'aml-cases'}/${one.case_id}`,
      }]
      : []),
  ]
}

/** Every figure the alert was raised by, as it was kept: what was counted, what follows, which thresholds held. */
export const figuresTable = (visit: Visit, alert: AlertRow) => {
  const { t } = visit
  const { inputs, values, limits } = findingIn(alert)
  const order = Object.keys(scenarioOf(alert.scenario as ScenarioId).defaults)
  const rows = (kind: 'inputs' | 'values' | 'limits', figures: Figures) =>
    Object.entries(figures).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([name, value]) => ({
      kind: t(`alerts:kind.${kind}`),
      name: kind === 'limits' ? thresholdName(visit, name) : t(`monitoring:figure.${name}`),
      value: figureText(visit, name, value),
    }))
  const columns: Columns = {
    name: { label: t('alerts:figure.name'), isLead: true, isWide: true },
    value: { label: t('alerts:figure.value'), isNumber: true },
    kind: { label: t('alerts:figure.kind') },
  }
  return { columns, rows: [...rows('inputs', inputs), ...rows('values', values), ...rows('limits', limits)] }
}

const pageSize = 25
const paymentColumns = ({ t }: Visit): Columns => ({
  amount: { label: t('payments:list.amount'), isLead: true, isNumber: true },
  means: { label: t('payments:list.means') },
  created: { label: t('payments:list.created') },
  state: { label: t('payments:list.state') },
})
const paymentRow = (visit: Visit, row: PaymentBehind) => ({
  href: `/console/payments/${row.id}`,
  cents: row.cents,
  currency: row.currency.toUpperCase(),
  means: meansText(visit, row),
  country: row.country ?? '',
  createdAt: row.createdAt,
  chip: paymentChip(visit, row.state),
})

/** The payments it rests on, a page of them. `path`: the page they stand on. */
export const paymentsOf = async (visit: Visit, one: One, path = alertPath(one)) => {
  const said = askedText(visit.query['after'], 40)
  const after = isId('paym', said) ? said : null
  const found = await listBehind(visit.ctx.db, one, after, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const pages: Pagination = {
    previous: after ? path : null,
    next: found.length > pageSize ? `${path}?after=${rows.at(-1)!.id}` : null,
    shown: visit.t('payments:list.shown', { count: rows.length }),
  }
  return { columns: paymentColumns(visit), rows: rows.map((row) => paymentRow(visit, row)), pages }
}

const mostOthers = 10

/** What the merchant, or these payments, have in common with other merchants: a card, an address, an account, a person. */
export const relatedOf = async (visit: Visit, one: One) => {
  const { t, ctx: { db, now } } = visit
  const shared = (await listShared(db, parisDay(now), one.merchant_id)).map(({ kind, shown, ids, names }) => ({
    kind: t(`alerts:related.${kind}`),
    value: shown,
    others: ids.map((id, i) => ({ id, name: names[i] ?? '', count: 0 })).filter(({ id }) => id !== one.merchant_id),
  }))
  const behind = (await listSharedBehind(db, one)).map(({ kind, value, brand, others }) => ({
    kind: t(`alerts:related.${kind}`),
    value: kind === 'card' ? `${brandText(visit, brand)} •••• ${value}` : value,
    others,
  }))
  const columns: Columns = {
    kind: { label: t('alerts:related.kind') },
    value: { label: t('alerts:related.value'), isLead: true },
    others: { label: t('alerts:related.others'), isWide: true },
  }
  return {
    columns,
    rows: [...shared, ...behind].map(({ others, ...row }) => ({
      ...row,
      others: others.slice(0, mostOthers).map(({ id, name, count }) => ({
        href: `/console/merchants/${id}`,
        label: merchantText(visit, name),
        count,
      })),
      more: Math.max(0, others.length - mostOthers),
    })),
  }
}

const earlierShown = 10
export const earlierOf = async (visit: Visit, one: One) => {
  const { t } = visit
  const columns: Columns = {
    raised: { label: t('alerts:column.raised') },
    scenario: { label: t('alerts:column.scenario'), isLead: true },
    says: { label: t('alerts:column.says'), isWide: true },
    state: { label: t('alerts:column.state') },
  }
  return {
    columns,
    rows: (await listEarlier(visit.ctx.db, one, earlierShown)).map((row) => ({
      href: alertPath(row),
      raisedAt: row.raised_at,
      scenario: alertScenario(visit, row),
      says: alertSentence(visit, row),
      chip: alertChip(visit, row.state),
    })),
  }
}

const shownEvents = 40
export const alertHistory = async (visit: Visit, one: One) =>
  (await readHistory(visit.ctx.db, { subjectId: one.id }, { limit: shownEvents })).entries.map((entry) =>
    tellEvent(entry, historyWords(visit))
  )
