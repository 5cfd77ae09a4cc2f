import { exportHolds } from '#src/holds/exportHolds.ts'
import { holdTitles, type HoldTitle } from '#src/holds/hold.ts'
import { isInCircle, money, nameOf } from '#src/holds/holdWords.page.ts'
import { askedDay, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Figure } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { calendarPlace, listCalendar, listDaySums, type CalendarPlace, type CalendarRow, type DaySum } from './calendar.sql.ts'
import { curveModel, monthName } from './releaseCalendar.page.ts'
import { curveSteps, monthGrid, type Month } from './releaseCalendar.ts'

const here = '/console/release-calendar'
const pageSize = 50
const csvPage = 500

type Query = { from: string | null; to: string | null; after: CalendarPlace | null }

const placeOf = (said: string): CalendarPlace | null => {
  const found = /^(\d{4}-\d{2}-\d{2})\.(mrch_[0-9A-Za-z]{24})\.([a-z_]{1,30})\.([a-z]{3})$/.exec(said)
  const title = holdTitles.find((one) => one === found?.[3])
  return found && title && (found[1] === '9999-12-31' || askedDay(found[1]))
    ? { day: found[1]!, merchantId: found[2]!, title, currency: found[4]! }
    : null
}

const readQuery = ({ query }: Visit): Query => ({
  from: askedDay(query['from']),
  to: askedDay(query['to']),
  after: placeOf(askedText(query['after'], 90)),
})

const address = (path: string, { from, to, after }: Query): string => {
  const said = new URLSearchParams({
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(after ? { after: `${after.day}.${after.merchantId}.${after.title}.${after.currency}` } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

const titlesShown = (visit: Visit): readonly HoldTitle[] => (isInCircle(visit) ? holdTitles : ['contract_reserve'])

const figuresOf = (visit: Visit, sums: readonly DaySum[]): Figure[] => {
  const { t, lang } = visit
  const of = (title: HoldTitle): number => sums.reduce((sum, one) => (one.title === title ? sum + one.cents : sum), 0)
  const next = sums.find(({ releaseOn }) => releaseOn !== null)
  return [
    ...titlesShown(visit).map((title) => ({ label: t(`holds:title.${title}`), value: money(visit, of(title), 'eur') })),
    ...(next?.releaseOn
      ? [{
        label: t('holds:calendar.next'),
        value: formatDay(next.releaseOn, lang),
        note: money(visit, next.cents, 'eur'),
        ...(next.releaseOn < parisDay(visit.ctx.now) ? { tone: 'bad' as const } : {}),
      }]
      : []),
  ]
}

const monthColumns = (visit: Visit): Columns => ({
  month: { label: visit.t('holds:calendar.month'), isLead: true },
  ...(isInCircle(visit)
    ? Object.fromEntries(holdTitles.map((title) => [title, { label: visit.t(`holds:title.${title}`), isNumber: true, isSpare: true }]))
    : {}),
  ends: { label: visit.t('holds:calendar.ends'), isNumber: true },
  left: { label: visit.t('holds:calendar.left'), isNumber: true },
})

const monthRow = (visit: Visit, query: Query) => (one: Month) => ({
  name: monthName(visit, one),
  href: one.cents > 0 ? address(here, { from: one.from, to: one.to, after: null }) : '',
  isCurrent: query.from === one.from,
  cents: one.cents,
  left: one.leftCents,
  cells: isInCircle(visit) ? holdTitles.map((title) => ({ title, cents: one.byTitle[title] ?? 0 })) : [],
})

const rowColumns = ({ t }: Visit): Columns => ({
  day: { label: t('holds:column.release'), isLead: true },
  merchant: { label: t('holds:column.merchant'), isWide: true },
  title: { label: t('holds:column.title') },
  amount: { label: t('holds:column.left'), isNumber: true },
})

const rowOf = (visit: Visit, one: CalendarRow) => ({
  day: one.releaseOn,
  merchant: nameOf(visit, one.merchantName),
  href: `/console/holds?q=${one.merchantId}`,
  title: visit.t(`holds:title.${one.title}`),
  cents: one.cents,
  currency: one.currency.toUpperCase(),
})

const actionsOf = (visit: Visit, query: Query): Action[] =>
  isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{ label: visit.t('web:verb.export'), href: address(`${here}.csv`, { ...query, after: null }), icon: 'download', kind: 'plain' }]
    : []

/**
 * GET /console/release-calendar: every cent that is kept, by title, merchant and last day; of the secret titles nothing, not even in a sum,
 * to whoever may not know of them.
 */
export const showCalendar = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readQuery(visit)
  const [today, isCircle] = [parisDay(ctx.now), isInCircle(visit)]
  const sums = await listDaySums(ctx.db, isCircle)
  const months = monthGrid(today, sums)
  const found = await listCalendar(ctx.db, isCircle, { ...query, limit: pageSize + 1 })
  const rows = found.slice(0, pageSize)
  return view('releaseCalendar/calendar', {
    title: t('holds:calendar.title'),
    sentence: t('holds:calendar.sentence'),
    back: { href: '/console/holds', label: t('holds:title_all') },
    actions: actionsOf(visit, query),
    figures: figuresOf(visit, sums),
    curve: sums.length > 0 ? curveModel(visit, curveSteps(today, sums), months.at(-1)!.to) : null,
    months: months.map(monthRow(visit, query)),
    monthColumns: monthColumns(visit),
    columns: rowColumns(visit),
    rows: rows.map((one) => rowOf(visit, one)),
    all: query.from || query.to ? { href: here, label: t('holds:calendar.all') } : null,
    pages: {
      previous: query.after ? address(here, { ...query, after: null }) : null,
      next: found.length > pageSize ? address(here, { ...query, after: calendarPlace(rows.at(-1)!) }) : null,
      shown: t('holds:calendar.shown', { count: rows.length }),
    },
    empty: { title: t('holds:calendar.none_title'), text: t('holds:calendar.none_text'), icon: 'calendar' },
  })
}

async function* linesOf(visit: Visit, query: Query): AsyncGenerator<string> {
  yield csvLine((['release', 'title', 'merchant_id', 'merchant', 'currency', 'left'] as const).map((one) => visit.t(`holds:csv.${one}`)))
  for (let after: CalendarPlace | null = null;;) {
    const rows: CalendarRow[] = await listCalendar(visit.ctx.db, isInCircle(visit), { ...query, after, limit: csvPage })
    yield rows
      .map((one) =>
        csvLine([one.releaseOn, visit.t(`holds:title.${one.title}`), one.merchantId, one.merchantName, one.currency, one.cents])
      )
      .join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = calendarPlace(last)
  }
}

/** GET /console/release-calendar.csv: in cents; taking it away is recorded. */
export const exportCalendarCsv = async (visit: Visit): Promise<Answer> => {
  const query = readQuery(visit)
  await exportHolds(visit.ctx, 'calendar', query.from !== null || query.to !== null)
  return { kind: 'csv', fileName: `${visit.t('holds:calendar.file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
