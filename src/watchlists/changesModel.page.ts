import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Columns, Filters, Pagination } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listChanges, type ChangeQuery, type ChangeRow } from './changes.sql.ts'
import { anyOf, here, kindText, partsText } from './listWords.page.ts'
import { parts } from './watchlist.ts'
import type { ListRow, VersionRow } from './watchlists.sql.ts'

export const changeKinds = ['added', 'changed', 'removed'] as const
const pageSize = 50

/** What is no answer of ours is as if it were not there. */
export const changeQuery = ({ query }: Visit): ChangeQuery => {
  const after = askedText(query['after'], 15)
  return {
    kind: askedOf(changeKinds, askedText(query['kind'], 10)),
    part: askedOf(parts, askedText(query['part'], 20)),
    after: /^\d{1,15}$/.test(after) ? Number(after) : null,
  }
}

const addressOf = (path: string, version: VersionRow, { kind, part, after }: ChangeQuery): string =>
  `${path}?${new URLSearchParams({
    version: version.id,
    ...(kind ? { kind } : {}),
    ...(part ? { part } : {}),
    ...(after ? { after: String(after) } : {}),
  })}`

const looks = {
  added: { tone: 'waiting', icon: 'plus' },
  changed: { tone: 'warning', icon: 'refresh' },
  removed: { tone: 'neutral', icon: 'minus' },
} as const

const rowOf = (visit: Visit, row: ChangeRow) => ({
  href: `${here}/entries/${row.entryId}`,
  name: row.name,
  before: row.nameBefore && row.nameBefore !== row.name ? visit.t('watchlists:was_called', { name: row.nameBefore }) : '',
  ref: row.ref,
  kind: kindText(visit, row.partyKind),
  parts: partsText(visit, row.parts),
  chip: { ...looks[row.kind], label: visit.t(`watchlists:change_one.${row.kind}`) },
})

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('watchlists:column.name'), isLead: true, isWide: true },
  change: { label: t('watchlists:column.change') },
  parts: { label: t('watchlists:column.parts') },
  kind: { label: t('watchlists:column.kind'), isSpare: true },
  ref: { label: t('watchlists:column.ref'), isSpare: true },
})

const filtersOf = (visit: Visit, list: ListRow, version: VersionRow, query: ChangeQuery): Filters => ({
  action: `${here}/${list.code}`,
  hidden: [{ name: 'version', value: version.id }],
  resetHref: query.kind || query.part ? addressOf(`${here}/${list.code}`, version, { kind: null, part: null, after: null }) : null,
  fields: [
    {
      name: 'kind',
      type: 'select',
      label: visit.t('watchlists:column.change'),
      value: query.kind ?? '',
      options: anyOf(visit, changeKinds, 'watchlists:change'),
    },
    {
      name: 'part',
      type: 'select',
      label: visit.t('watchlists:column.parts'),
      value: query.part ?? '',
      options: anyOf(visit, parts, 'watchlists:part'),
    },
  ],
})

const exportOf = (
  visit: Visit,
  list: ListRow,
  version: VersionRow,
  query: ChangeQuery,
): Action[] => (isAllowed(staffOf(visit).roles, 'exports.make')
  ? [{
    label: visit.t('watchlists:export'),
    href: addressOf(`${here}/${list.code}/changes.csv`, version, { ...query, after: null }),
    icon: 'download',
    kind: 'plain',
  }]
  : [])

/** What a version changed, a page of it. */
export const changesModel = async (visit: Visit, list: ListRow, version: VersionRow) => {
  const query = changeQuery(visit)
  const found = await listChanges(visit.ctx.db, { id: version.id, number: version.number! }, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const path = `${here}/${list.code}`
  const pages: Pagination = {
    previous: query.after ? addressOf(path, version, { ...query, after: null }) : null,
    next: found.length > pageSize ? addressOf(path, version, { ...query, after: rows.at(-1)!.id }) : null,
    shown: visit.t('watchlists:changes_shown', { count: rows.length }),
  }
  return {
    title: visit.t('watchlists:changes_of', { number: version.number }),
    filters: filtersOf(visit, list, version, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages,
    actions: exportOf(visit, list, version, query),
    none: visit.t(query.kind || query.part ? 'watchlists:no_such_change' : 'watchlists:no_change'),
  }
}
