import { isAllowed } from '#src/kernel/permissions.ts'
import { scenarioIds } from '#src/monitoring/scenario.ts'
import { scenarioName } from '#src/monitoring/monitoringWords.page.ts'
import type { Action, Column, Columns, EmptyState, Field, Filters, Pagination, Tab } from '#src/web/components.ts'
import { formatLength, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { alertLevels, closeReasons, isOver } from './alert.ts'
import { alertAddress, alertShelves, everyAlert, isNarrowed, usualSort, type AlertQuery, type AlertSort } from './alertSearch.ts'
import { alertChip, alertLevelChip, alertSentence, dueChip, merchantText, reasonText } from './alertWords.page.ts'
import type { FoundAlert } from './searchAlerts.sql.ts'

export const queuePath = '/console/alerts'
export const mayHandle = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'alerts.handle')

const sortedBy = (
  query: AlertQuery,
  [first, second]: readonly [AlertSort, AlertSort],
  direction: 'ascending' | 'descending',
): Column['sort'] => ({
  href: alertAddress(queuePath, { ...query, sort: query.sort === first ? second : first, after: null }),
  direction: query.sort === first ? direction : 'none',
})

export const queueColumns = (visit: Visit, query: AlertQuery): Columns => {
  const { t } = visit
  return {
    age: { label: t('alerts:column.age'), isNumber: true, sort: sortedBy(query, ['newest', 'oldest'], 'ascending') },
    merchant: { label: t('alerts:column.merchant'), isLead: true },
    says: { label: t('alerts:column.says'), isWide: true },
    level: { label: t('alerts:column.level') },
    due: { label: t('alerts:column.due'), sort: sortedBy(query, ['due', 'newest'], 'ascending') },
    owner: { label: t('alerts:column.owner'), isSpare: true },
    state: { label: t('alerts:column.state') },
    claim: { label: t('alerts:column.claim'), isLabelHidden: true },
  }
}

export const queueRow = (visit: Visit, row: FoundAlert) => ({
  id: row.id,
  href: `${queuePath}/${row.id}`,
  age: formatLength(visit.ctx.now.getTime() - row.raised_at.getTime(), visit.lang),
  merchant: merchantText(visit, row.merchantName),
  scenario: row.scenario,
  says: alertSentence(visit, row),
  level: alertLevelChip(visit, row),
  due: dueChip(visit, row),
  owner: row.ownerName ?? '',
  isMine: row.state === 'triage' && row.owner_id === staffOf(visit).id,
  state: alertChip(visit, row.state),
  reason: row.close_reason ? reasonText(visit, row.close_reason) : '',
  isOpen: !isOver(row.state),
  claim: mayHandle(visit) && row.state === 'new' ? `${queuePath}/${row.id}/claim` : '',
})

export const queueTabs = ({ t }: Visit, query: AlertQuery, waiting: { count: number; isCapped: boolean }): Tab[] =>
  alertShelves.map((shelf) => ({
    label: t(`alerts:view.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: alertAddress(queuePath, { ...query, shelf, sort: usualSort(shelf), after: null }),
    ...(shelf === 'waiting' ? { count: waiting.count, isCapped: waiting.isCapped } : {}),
  }))

const ownerOptions = (visit: Visit, colleagues: readonly { id: string; name: string }[]): Field['options'] => {
  const me = staffOf(visit).id
  return [
    { value: '', label: visit.t('web:word.all') },
    ...colleagues.map(({ id, name }) => ({ value: id, label: id === me ? visit.t('alerts:filter.me') : name })),
  ]
}

export const queueFilters = (visit: Visit, query: AlertQuery, colleagues: readonly { id: string; name: string }[]): Filters => {
  const { t } = visit
  const all = { value: '', label: t('web:word.all') }
  return {
    action: queuePath,
    resetHref: isNarrowed(query) ? alertAddress(queuePath, { ...query, ...everyAlert }) : null,
    hidden: [
      ...(query.shelf === 'waiting' ? [] : [{ name: 'view', value: query.shelf }]),
      ...(query.sort === usualSort(query.shelf) ? [] : [{ name: 'sort', value: query.sort }]),
    ],
    fields: [
      { name: 'q', type: 'search', label: t('alerts:filter.search'), value: query.search, placeholder: t('alerts:filter.search_hint') },
      {
        name: 'scenario',
        type: 'select',
        width: 'short',
        label: t('alerts:filter.scenario'),
        value: query.scenario ?? '',
        options: [all, ...scenarioIds.map((value) => ({ value, label: `${value} · ${scenarioName(visit, value)}` }))],
      },
      {
        name: 'level',
        type: 'select',
        label: t('alerts:filter.level'),
        value: query.level ?? '',
        options: [all, ...alertLevels.map((value) => ({ value, label: t(`monitoring:level.${value}`) }))],
      },
      {
        name: 'owner',
        type: 'select',
        label: t('alerts:filter.owner'),
        value: query.owner ?? '',
        options: ownerOptions(visit, colleagues),
      },
      { name: 'from', type: 'date', label: t('alerts:filter.from'), value: query.from ?? '', width: 'short' },
      { name: 'to', type: 'date', label: t('alerts:filter.to'), value: query.to ?? '', width: 'short' },
    ],
  }
}

export const queuePages = ({ t }: Visit, query: AlertQuery, rows: readonly FoundAlert[], hasMore: boolean): Pagination => {
  const last = rows.at(-1)
  return {
    previous: query.after ? alertAddress(queuePath, { ...query, after: null }) : null,
    shown: t('alerts:shown', { count: rows.length }),
    next: hasMore && last ? alertAddress(queuePath, { ...query, after: { at: last.at, id: last.id } }) : null,
  }
}

export const queueSentence = ({ t, lang }: Visit, { count, breaches }: { count: number; breaches: number }): string => (count === 0
  ? t('alerts:sentence_none')
  : breaches > 0
  ? t('alerts:sentence_late', { count, late: formatNumber(breaches, lang) })
  : t('alerts:sentence', { count }))

/** Where nothing is free the button says why it is missing. */
export const takeNextAction = (visit: Visit, { count, hasFree }: { count: number; hasFree: boolean }): Action | null => {
  if (!mayHandle(visit)) return null
  const label = visit.t('alerts:act.take_next')
  return hasFree
    ? { label, post: `${queuePath}/next`, key: 'n', icon: 'arrow-right' }
    : { label, reason: visit.t(count > 0 ? 'alerts:missing.all_held' : 'alerts:missing.none_waits') }
}

export const emptyQueue = ({ t }: Visit, query: AlertQuery): EmptyState => (isNarrowed(query) || query.shelf !== 'waiting'
  ? {
    title: t('alerts:none_found_title'),
    text: t('alerts:none_found_text'),
    icon: 'bell',
    action: { label: t('alerts:view.all'), href: `${queuePath}?view=all` },
  } :
  { title: t('alerts:none_title'), text: t('alerts:none_text'), icon: 'shield-check' })

/** One reason for all that are picked. */
export const bulkOf = ({ t }: Visit) => ({
  action: `${queuePath}/close`,
  label: t('alerts:bulk.label'),
  reason: {
    name: 'reason',
    type: 'select',
    label: t('alerts:bulk.reason'),
    isLabelHidden: true,
    options: closeReasons.map((value) => ({ value, label: t(`alerts:reason.${value}`) })),
  } satisfies Field,
})
