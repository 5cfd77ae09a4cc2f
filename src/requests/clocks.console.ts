import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { isSwitchedOff } from '#src/merchants/merchant.ts'
import { originsOf } from '#src/renewals/origin.page.ts'
import { riskChip } from '#src/reviews/words.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, EmptyState, Field, Filters, Option, Pagination, Tab } from '#src/web/components.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { boardGroups, sortOf, sortsOf, type BoardGroup, type BoardPlace } from './board.ts'
import { boardAddress, boardPurposes, boardRisks, readBoardAddress, saidOf, type BoardView } from './boardAddress.ts'
import { countCap, countGroup, readBoard, type BoardRow } from './board.sql.ts'
import { clockModel } from './clockModel.page.ts'
import { requestClock, type RequestClock } from './ledger.ts'
import { readLedgers } from './ledger.sql.ts'

const pageSize = 25
const previewSize = 8
/** Shown even when empty: tonight's question is asked of these three. */
const alwaysShown: readonly BoardGroup[] = ['day', 'week', 'month']

type Counts = Record<BoardGroup, number>

const countAll = async (visit: Visit, { filter }: BoardView): Promise<Counts> => {
  const counts = await Promise.all(boardGroups.map((group) => countGroup(visit.ctx.db, group, filter, visit.ctx.now)))
  return Object.fromEntries(boardGroups.map((group, i) => [group, counts[i]])) as Counts
}

export const withClocks = async (visit: Visit, rows: BoardRow[]): Promise<{ row: BoardRow; clock: RequestClock | null }[]> => {
  const ledgers = await readLedgers(visit.ctx.db, rows.map(({ id }) => id))
  return rows.map((row) => ({ row, clock: requestClock(row, ledgers.get(row.id)!, visit.ctx.now) }))
}

const thenOf = ({ t }: Visit, row: BoardRow): string => t(`requests:then.${isSwitchedOff(row.merchantState) ? 'off' : row.purpose}`)

const lineOf = (visit: Visit, row: BoardRow, clock: RequestClock | null, origin: string, isLinked: boolean) => {
  const { t, lang } = visit
  return {
    name: row.merchantName || row.merchantId,
    href: isLinked ? `/console/requests/${row.id}` : '',
    about: t(`requests:purpose.${row.purpose}`),
    origin,
    since: t('requests:board.since', { on: formatDay(parisDay(row.openedAt), lang) }),
    risk: riskChip(visit, row.risk),
    clock: clock && clockModel(clock, t),
    noClock: t(row.isLetterLost ? 'requests:board.letter_failed' : 'requests:board.not_started'),
    pieces: t('requests:board.pieces_value', { answered: row.total - row.wanted, total: row.total }),
    then: thenOf(visit, row),
    owner: row.reviewerName ?? row.openerName ?? t('requests:board.by_system'),
    ownerNote: row.reviewerName && row.openerName && row.reviewerName !== row.openerName
      ? t('requests:board.opener', { name: row.openerName })
      : '',
  }
}

const sectionOf = async (visit: Visit, said: BoardView, group: BoardGroup, count: number, isWhole: boolean) => {
  const isLinked = isAllowed(staffOf(visit).roles, 'dossiers.read')
  const size = isWhole ? pageSize : previewSize
  const page = await readBoard(
    visit.ctx.db,
    { group, filter: said.filter, sort: said.sort, cursor: isWhole ? said.cursor : null, size },
    visit.ctx.now,
  )
  const origins = await originsOf(visit.ctx.db, page.rows, visit)
  const rows = (await withClocks(visit, page.rows)).map(({ row, clock }) => lineOf(visit, row, clock, origins.get(row.id) ?? '', isLinked))
  const link = !isWhole && count > rows.length ? { label: visit.t('requests:board.see_all'), href: boardAddress({ ...said, group }) } : null
  const title = visit.t(`requests:group.${group}`)
  const caption = visit.t('requests:board.caption', { group: title })
  return { section: { title, text: visit.t(`requests:group.${group}_text`), count, rows, link, caption }, page }
}

export const placeOf = (
  row: BoardRow | undefined,
  isByEnd: boolean,
): BoardPlace | null => (row ? { at: isByEnd ? row.dueAt : null, id: row.id } : null)

const pagesOf = (visit: Visit, said: BoardView, page: Awaited<ReturnType<typeof readBoard>>): Pagination => {
  const isByEnd = page.rows[0]?.state === 'open'
  const link = (direction: 'before' | 'after', row: BoardRow | undefined, isThere: boolean): string | null => {
    const place = isThere ? placeOf(row, isByEnd) : null
    return place && boardAddress({ ...said, cursor: { direction, place } })
  }
  return {
    previous: link('before', page.rows[0], page.hasBefore),
    next: link('after', page.rows.at(-1), page.hasAfter),
    shown: visit.t('requests:board.shown', { count: page.rows.length }),
  }
}

const tabsOf = ({ t }: Visit, said: BoardView, counts: Counts): Tab[] => {
  const shown = boardGroups.filter((group) => counts[group] > 0 || alwaysShown.includes(group) || group === said.group)
  const tab = (group: BoardGroup | null): Tab => ({
    label: t(`requests:group.${group ?? 'all'}`),
    href: boardAddress({ ...said, group, cursor: null }),
    isCurrent: said.group === group,
  })
  return [tab(null), ...shown.map((group) => ({ ...tab(group), count: Math.min(counts[group], countCap) }))]
}

const filtersOf = ({ t }: Visit, said: BoardView): Filters => {
  const any: Option = { value: '', label: t('requests:board.any') }
  const choose = (name: string, label: string, value: string | null, options: Option[]): Field => ({
    name,
    type: 'select',
    label: t(`requests:board.${label}`),
    value: value ?? '',
    options,
  })
  const sorts: Option[] = sortsOf(said.group).map((value) => ({ value, label: t(`requests:board.sort_${value}`) }))
  const isPlain = Object.keys(saidOf({ ...said, group: null, cursor: null })).length === 0
  return {
    action: '/console/clocks',
    resetHref: isPlain
      ? null
      : boardAddress({ ...said, filter: { purpose: null, risk: null, openedBy: null }, isMine: false, sort: 'due', cursor: null }),
    hidden: said.group ? [{ name: 'group', value: said.group }] : [],
    fields: [
      choose('purpose', 'filter_purpose', said.filter.purpose, [
        any,
        ...boardPurposes.map((value) => ({ value, label: t(`requests:purpose.${value}`) })),
      ]),
      choose('risk', 'filter_risk', said.filter.risk, [any, ...boardRisks.map((value) => ({ value, label: t(`requests:risk.${value}`) }))]),
      choose('owner', 'filter_owner', said.isMine ? 'me' : null, [any, { value: 'me', label: t('requests:board.mine') }]),
      choose('sort', 'filter_sort', sortOf(said.group ?? 'day', said.sort), sorts),
    ],
  }
}

const columnsOf = ({ t }: Visit): Columns => ({
  merchant: { label: t('requests:board.merchant'), isLead: true },
  clock: { label: t('requests:board.clock'), isWide: true },
  pieces: { label: t('requests:board.pieces') },
  risk: { label: t('requests:board.filter_risk') },
  owner: { label: t('requests:board.owner') },
  then: { label: t('requests:board.then') },
})

const sentenceOf = ({ t, lang }: Visit, { late, day }: Counts): string => {
  const said = (key: string, count: number): string => t(key, { count: Math.min(count, countCap) })
  if (late > countCap || day > countCap) return `${t('requests:board.more_than', { count: formatNumber(countCap, lang) })}`
  if (late > 0) return said('requests:board.stand_late', late)
  return day > 0 ? said('requests:board.stand', day) : t('requests:board.stand_none')
}

const emptyOf = ({ t }: Visit, isFiltered: boolean): EmptyState => {
  const name = isFiltered ? 'empty' : 'none'
  return { title: t(`requests:board.${name}_title`), text: t(`requests:board.${name}_text`), icon: 'clock' }
}

const actionsOf = (visit: Visit, said: BoardView): Action[] => {
  const href = boardAddress({ ...said, cursor: null }, '/console/clocks.csv')
  return isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{ label: visit.t('requests:board.export'), href, kind: 'plain', icon: 'download' }]
    : []
}

/** GET /console/clocks: tonight's board. Who will be switched off, and when, so that a human can act first. */
export const showClocks = async (visit: Visit): Promise<Answer> => {
  const said = readBoardAddress(visit.query, staffOf(visit).id)
  const counts = await countAll(visit, said)
  const groups = said.group ? [said.group] : boardGroups.filter((group) => counts[group] > 0)
  const read = await Promise.all(
    groups.map((group) => sectionOf(visit, said, group, Math.min(counts[group], countCap), said.group !== null)),
  )
  const sections = read.map(({ section }) => section).filter(({ rows }) => rows.length > 0)
  return view('requests/clocks', {
    title: visit.t('requests:board.title'),
    sentence: sentenceOf(visit, counts),
    actions: actionsOf(visit, said),
    columns: columnsOf(visit),
    tabs: tabsOf(visit, said, counts),
    filters: filtersOf(visit, said),
    sections,
    empty: sections.length === 0 ? emptyOf(visit, said.group !== null || Object.values(saidOf(said)).length > 0) : null,
    pages: said.group && read[0] && sections.length > 0 ? pagesOf(visit, said, read[0].page) : null,
  })
}
