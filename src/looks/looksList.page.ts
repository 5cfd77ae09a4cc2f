import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action, Chip, Columns, Pagination, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { lookShelves, type LookShelf, type Rate } from './secondLook.ts'

/** A line of the list; of what waits nothing of the first answer is said: it would be no second look. */
export type LookLine = {
  href: string
  name: string
  what: string
  first: string
  reason: string
  second: string
  secondReason: string
  chip: Chip
  at: Date
}

/**
 * `words`: the room whose texts say it (`screening:looks.…`); `prefix`: of the ids the list goes by; `shelves`: the tabs, the first by
 * default.
 */
export type LookRoom<Shelf extends string = LookShelf> = { here: string; words: string; prefix: string; shelves: readonly Shelf[] }
export const usualShelves = lookShelves

export type LookAsked<Shelf extends string = LookShelf> = { shelf: Shelf; after: string }
export const readLookQuery = <Shelf extends string>({ query }: Visit, { prefix, shelves }: LookRoom<Shelf>): LookAsked<Shelf> => {
  const after = askedText(query['after'], 40)
  return { shelf: askedOf(shelves, askedText(query['state'], 12)) ?? shelves[0]!, after: isId(prefix, after) ? after : '' }
}

const addressOf = (here: string, shelf: string, after = ''): string =>
  `${here}?${new URLSearchParams({ state: shelf, ...(after ? { after } : {}) })}`

const columnsOf = ({ t }: Visit, words: string): Columns => ({
  name: { label: t(`${words}.column.name`), isLead: true },
  what: { label: t(`${words}.column.what`) },
  first: { label: t('looks:first'), isWide: true },
  second: { label: t('looks:second'), isWide: true },
  at: { label: t('web:word.date') },
  state: { label: t('web:word.state') },
})
const ratesColumns = ({ t }: Visit): Columns => ({
  key: { label: t('looks:by'), isLead: true, isWide: true },
  looked: { label: t('looks:looked'), isNumber: true },
  disagreed: { label: t('looks:disagreed'), isNumber: true },
  share: { label: t('looks:share'), isNumber: true },
})

export const shareText = (
  visit: Visit,
  part: number,
  all: number,
): string => (all > 0 ? `${formatNumber((100 * part) / all, visit.lang)} %` : '–')

const rateRows = (visit: Visit, rates: readonly Rate[], reasonOf: (key: string) => string) =>
  rates.map(({ by, key, looked, disagreed }) => ({
    key: by === 'person' ? key : reasonOf(key),
    looked: formatNumber(looked, visit.lang),
    disagreed: formatNumber(disagreed, visit.lang),
    share: shareText(visit, disagreed, looked),
  }))

const exportsOf = (visit: Visit, here: string): Action[] => (isAllowed(staffOf(visit).roles, 'exports.make')
  ? [{ label: visit.t('web:verb.export'), href: `${here}.csv`, icon: 'download', kind: 'plain' }]
  : [])

/** What `views/looks/list.hbs` lays out. `more`: there is another page behind these; `last`: the id it begins after. */
export const looksModel = <Shelf extends string>(
  visit: Visit,
  { here, words, shelves }: LookRoom<Shelf>,
  { shelf, after }: LookAsked<Shelf>,
  { lines, last, rates, reasonOf }: { lines: LookLine[]; last: string | null; rates: readonly Rate[]; reasonOf: (key: string) => string },
) => {
  const { t } = visit
  const tabs: Tab[] = shelves.map((one) => ({ label: t(`${words}.shelf.${one}`), isCurrent: one === shelf, href: addressOf(here, one) }))
  const pages: Pagination = {
    previous: after ? addressOf(here, shelf) : null,
    next: last ? addressOf(here, shelf, last) : null,
    shown: t('looks:shown', { count: lines.length }),
  }
  return {
    title: t(`${words}.title`),
    sentence: t(`${words}.sentence`),
    actions: exportsOf(visit, here),
    tabs,
    columns: columnsOf(visit, words),
    rows: lines,
    rates: shelf === 'waiting' ? [] : rateRows(visit, rates, reasonOf),
    ratesColumns: ratesColumns(visit),
    pages,
    empty: { title: t(`${words}.none.${shelf}`), text: t(`${words}.none_text`), icon: 'eye' },
  }
}

const csvPage = 500

/** All that were judged twice, page by page. */
export async function* lookCsv<Row>({ headings, pageOf, idOf, cellsOf }: {
  headings: readonly string[]
  pageOf: (after: string, limit: number) => Promise<Row[]>
  idOf: (row: Row) => string
  cellsOf: (row: Row) => readonly (string | null)[]
}): AsyncGenerator<string> {
  yield csvLine([...headings])
  for (let after = '';;) {
    const rows = await pageOf(after, csvPage)
    yield rows.map((row) => csvLine([...cellsOf(row)])).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = idOf(last)
  }
}
