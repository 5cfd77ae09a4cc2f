import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Columns, EmptyState, Field, Filters, Option, Pagination, Tab } from '#src/web/components.ts'
import { formatLength, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { countRows, type Capped, type QueuePage, type QueueRow } from './queue.sql.ts'
import { reviewKinds, riskLevels, type QueueFilter, type QueueSort } from './queue.ts'
import { everything, queueAddress, usualSort, type QueueView } from './queueAddress.ts'
import { kindText, nameOf, reviewChip, riskChip, riskReasons, serviceChip } from './words.page.ts'

export type Colleague = { id: string; name: string }

const mayWork = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'queue.work')

const sortLink = (view: QueueView, sorts: readonly [QueueSort, 'ascending' | 'descending'][]) => {
  const at = sorts.findIndex(([sort]) => sort === view.sort)
  const next = sorts[(at + 1) % sorts.length]![0]
  return { href: queueAddress({ ...view, sort: next, cursor: null }), direction: at === -1 ? ('none' as const) : sorts[at]![1] }
}

/** The longest here first is the age falling; a second press turns it round. The merchant's clock has its column where one runs. */
export const queueColumns = ({ t }: Visit, view: QueueView, hasClocks: boolean): Columns => ({
  age: { label: t('web:word.age'), isNumber: true, sort: sortLink(view, [['age', 'descending'], ['newest', 'ascending']]) },
  merchant: { label: t('web:word.merchant'), isLead: true },
  kind: { label: t('reviews:column.kind') },
  why: { label: t('reviews:column.why'), isWide: true },
  ...(hasClocks ? { clock: { label: t('reviews:column.clock'), isSpare: true } } : {}),
  service: { label: t('reviews:column.service'), sort: sortLink(view, [['service', 'ascending']]) },
  owner: { label: t('web:word.owner') },
  state: { label: t('web:word.state') },
  claim: { label: t('web:verb.claim'), isLabelHidden: true },
})

/** A merchant's clock that runs beside: when it ends, whatever we do. */
const clockText = ({ t, ctx, lang }: Visit, endsAt: Date | null): string => {
  if (!endsAt) return ''
  const ms = endsAt.getTime() - ctx.now.getTime()
  return t(ms > 0 ? 'reviews:clock.ends_in' : 'reviews:clock.over', { length: formatLength(ms, lang) })
}

const ageOf = ({ ctx, lang }: Visit, { readyAt }: QueueRow): string => formatLength(ctx.now.getTime() - readyAt.getTime(), lang)

const isTakeable = (visit: Visit, { state, ownerId }: QueueRow): boolean =>
  mayWork(visit) && ownerId === null && (state === 'open' || state === 'proposed')

export const queueRow = (visit: Visit, row: QueueRow) => ({
  href: `/console/dossiers/${row.dossierId}`,
  age: ageOf(visit, row),
  merchant: nameOf(visit, row.merchantName),
  kind: kindText(visit, row.kind),
  risk: riskChip(visit, row.risk),
  why: riskReasons(visit, row.riskReasons).join(' · '),
  clock: clockText(visit, row.clockEndsAt),
  service: row.state === 'open' || row.state === 'proposed' ? serviceChip(visit, row.dueAt) : null,
  owner: row.ownerName ?? '',
  isMine: row.ownerId === staffOf(visit).id,
  proposer: row.proposerName ?? '',
  state: reviewChip(visit, row),
  claim: isTakeable(visit, row) ? `/console/reviews/${row.id}/claim` : '',
})

type SavedView = { name: string; filter: QueueFilter; isCounted: boolean }

const savedViews = (readerId: string): SavedView[] => [
  { name: 'open', filter: everything, isCounted: true },
  { name: 'free', filter: { ...everything, owner: '' }, isCounted: true },
  { name: 'mine', filter: { ...everything, owner: readerId }, isCounted: true },
  { name: 'proposed', filter: { ...everything, state: 'proposed' }, isCounted: true },
  { name: 'waiting', filter: { ...everything, state: 'waiting' }, isCounted: false },
  { name: 'closed', filter: { ...everything, state: 'closed' }, isCounted: false },
]

const isSame = (a: QueueFilter, b: QueueFilter): boolean =>
  a.state === b.state && a.owner === b.owner && a.kind === b.kind && a.risk === b.risk

const tabOf = (visit: Visit, view: QueueView, { name, filter }: SavedView, counted: Capped | null): Tab => ({
  label: visit.t(`reviews:view.${name}`),
  isCurrent: isSame(view.filter, filter),
  // The lists that are over are read from their end.
  href: queueAddress({ filter, sort: name === 'closed' ? 'newest' : usualSort, cursor: null }),
  ...(counted ? { count: counted.count, isCapped: counted.isCapped } : {}),
})

export const queueTabs = (visit: Visit, view: QueueView): Promise<Tab[]> =>
  Promise.all(
    savedViews(staffOf(visit).id).map(async (saved) =>
      tabOf(visit, view, saved, saved.isCounted ? await countRows(visit.ctx.db, saved.filter) : null)
    ),
  )

const anyOption = ({ t }: Visit): Option => ({ value: '', label: t('web:word.all') })

const ownerField = (visit: Visit, { filter }: QueueView, colleagues: readonly Colleague[]): Field => {
  const me = staffOf(visit).id
  const others = colleagues.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name }))
  const options = [anyOption(visit), { value: 'me', label: visit.t('reviews:filter.me') }, {
    value: 'nobody',
    label: visit.t('web:word.nobody'),
  }, ...others]
  const value = filter.owner === null ? '' : filter.owner === '' ? 'nobody' : filter.owner === me ? 'me' : filter.owner
  return { name: 'owner', label: visit.t('web:word.owner'), type: 'select', value, options }
}

/** The state and the order go along unsaid. */
export const queueFilters = (visit: Visit, view: QueueView, colleagues: readonly Colleague[]): Filters => {
  const { filter, sort } = view
  const kinds = reviewKinds.map((value) => ({ value, label: kindText(visit, value) }))
  const risks = riskLevels.map((value) => ({ value, label: visit.t(`reviews:risk.${value}`) }))
  const isNarrow = filter.owner !== null || filter.kind !== null || filter.risk !== null
  return {
    action: '/console/queue',
    hidden: [
      ...(filter.state === everything.state ? [] : [{ name: 'state', value: filter.state }]),
      ...(sort === usualSort ? [] : [{ name: 'sort', value: sort }]),
    ],
    resetHref: isNarrow ? queueAddress({ filter: { ...everything, state: filter.state }, sort, cursor: null }) : null,
    fields: [
      ownerField(visit, view, colleagues),
      {
        name: 'kind',
        label: visit.t('reviews:column.kind'),
        type: 'select',
        value: filter.kind ?? '',
        options: [anyOption(visit), ...kinds],
      },
      { name: 'risk', label: visit.t('web:word.risk'), type: 'select', value: filter.risk ?? '', options: [anyOption(visit), ...risks] },
    ],
  }
}

export const queuePages = ({ t }: Visit, view: QueueView, { rows, hasBefore, hasAfter }: QueuePage): Pagination => {
  const at = (
    direction: 'after' | 'before',
    row: QueueRow | undefined,
  ) => (row ? queueAddress({ ...view, cursor: { direction, place: { at: row.at, id: row.id } } }) : null)
  return {
    previous: hasBefore ? at('before', rows[0]) : null,
    next: hasAfter ? at('after', rows.at(-1)) : null,
    shown: t('reviews:queue.shown', { count: rows.length }),
  }
}

/** What the list is, and what to do now. */
export const emptyQueue = ({ t }: Visit, { filter, sort }: QueueView): EmptyState => {
  const isWhole = filter.owner === null && filter.kind === null && filter.risk === null
  const name = isWhole ? filter.state : 'filtered'
  const whole = { ...everything, state: filter.state }
  return {
    title: t(`reviews:empty.${name}.title`),
    text: t(`reviews:empty.${name}.text`),
    icon: 'inbox',
    ...(isWhole ? {} : { action: { label: t('web:table.reset'), href: queueAddress({ filter: whole, sort, cursor: null }) } }),
  }
}

export const takeNextAction = (visit: Visit): Action | null =>
  mayWork(visit) ? { label: visit.t('web:verb.next'), post: '/console/queue/next', key: 'n', icon: 'arrow-right' } : null

/** « 1 000 et plus »: beyond the cap nobody counts. */
export const queueSentence = (
  { t, lang }: Visit,
  { open, breaches, isCapped }: { open: number; breaches: number; isCapped: boolean },
): string => {
  const figure = isCapped ? t('reviews:queue.and_more', { figure: formatNumber(open, lang) }) : formatNumber(open, lang)
  if (open === 0) return t('reviews:queue.sentence_none')
  return breaches > 0
    ? t('reviews:queue.sentence_late', { count: open, figure, late: formatNumber(breaches, lang) })
    : t('reviews:queue.sentence', { count: open, figure })
}
