import { parisDay } from '#src/kernel/calendar.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Column, Columns } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatLength } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { addressOf, countedOf, here, itemSortOf, itemsPath, periodOf, placeOf, queueOfPath } from './asked.page.ts'
import { exportAction, keyName, numberText, queueName, slotText } from './dashboardWords.page.ts'
import { exportDashboard } from './exportDashboard.ts'
import { countItems, listItems, type Counted, type Item } from './figures.sql.ts'
import type { Period } from './period.ts'
import { queues, type QueueId } from './queue.ts'
import type { ItemSort } from './sorts.ts'

const [pageSize, csvPage] = [50, 500]

type Shown = { queue: QueueId; period: Period; counted: Counted; sort: ItemSort }

const sortedBy = ({ queue, period, counted, sort }: Shown, up: ItemSort, down: ItemSort, first: ItemSort): Column['sort'] => ({
  href: itemsPath(queue, period, { ...counted, sort: sort === up ? down : sort === down ? up : first }),
  direction: sort === up ? 'ascending' : sort === down ? 'descending' : 'none',
})

const columnsOf = ({ t }: Visit, shown: Shown): Columns => ({
  what: { label: t('dashboards:column.what'), isLead: true, isWide: true },
  ...(queues[shown.queue].hasVerdict ? { key: { label: t(`dashboards:key.${shown.queue}`) } } : {}),
  arrived: { label: t('dashboards:column.since'), sort: sortedBy(shown, 'oldest', 'newest', 'oldest') },
  due: { label: t('dashboards:column.due'), sort: sortedBy(shown, 'due', 'due_last', 'due') },
  decided: { label: t('dashboards:column.decided_at'), sort: sortedBy(shown, 'decided', 'decided_last', 'decided_last') },
  who: { label: t('dashboards:column.who'), isSpare: true },
})

const dueChip = ({ t, lang, ctx }: Visit, { isOpen, dueAt }: Item): Chip | null => {
  if (!isOpen || !dueAt) return null
  const ms = dueAt.getTime() - ctx.now.getTime()
  return ms <= 0
    ? { tone: 'bad', icon: 'clock', label: t('alerts:due.late', { length: formatLength(-ms, lang) }) }
    : { tone: 'neutral', icon: 'clock', label: t('alerts:due.left', { length: formatLength(ms, lang) }) }
}

const rowOf = (visit: Visit, queue: QueueId, item: Item) => ({
  href: queues[queue].item(item.linkId),
  what: item.merchantName || (item.merchantId ? visit.t('payments:list.unnamed') : item.id),
  key: item.key ? keyName(visit, queue, item.key) : '',
  arrivedAt: item.arrivedAt,
  due: dueChip(visit, item),
  decidedAt: item.decidedAt,
  who: item.decidedName ?? item.holderName ?? '',
})

/** What is counted, in words: « ouverts, de 3 à 7 jours ». */
const saidOf = async (visit: Visit, queue: QueueId, counted: Counted): Promise<string> => {
  const { t } = visit
  const { what, band, person, key, from, to } = counted
  const names = person ? await namesOfStaff(visit.ctx.db, [person]) : null
  return [
    t(`dashboards:of.${what}`),
    ...(band == null ? [] : [t(`dashboards:band.${band}`)]),
    ...(key ? [keyName(visit, queue, key)] : []),
    ...(person ? [names?.get(person) ?? person] : []),
    ...(what === 'open' || what === 'late' || what === 'held' ? [] : [slotText(visit, { from, to })]),
  ]
    .join(' · ')
}

/** GET /console/dashboards/:queue/items: the things that a figure counts, the longest there first unless one sorts. */
export const showDashboardItems = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const [queue, period, after, sort] = [queueOfPath(visit), periodOf(visit), placeOf(visit), itemSortOf(visit)]
  const counted = countedOf(visit, period)
  const [found, count] = [
    await listItems(ctx.db, queue, counted, after, ctx.now, pageSize + 1, sort),
    await countItems(ctx.db, queue, counted, ctx.now),
  ]
  const [rows, path] = [found.slice(0, pageSize), itemsPath(queue, period, { ...counted, sort })]
  const last = found.length > pageSize ? rows.at(-1) : null
  return view('dashboards/items', {
    title: queueName(visit, queue),
    back: { href: addressOf(`${here}/${queue}`, period), label: t('dashboards:back', { queue: queueName(visit, queue) }) },
    sentence: `${await saidOf(visit, queue, counted)} : ${numberText(visit, count)}`,
    actions: exportAction(visit, itemsPath(queue, period, { ...counted, sort }, 'items.csv')),
    columns: columnsOf(visit, { queue, period, counted, sort }),
    rows: rows.map((item) => rowOf(visit, queue, item)),
    hasKey: Boolean(queues[queue].hasVerdict),
    pages: {
      previous: after ? path : null,
      next: last ? `${path}&after=${encodeURIComponent(`${last.at}~${last.id}`)}` : null,
      shown: t('dashboards:shown', { count: rows.length }),
    },
    empty: { title: t('dashboards:none_title'), text: t('dashboards:none_text'), icon: 'inbox' },
  })
}

const headings = ['id', 'merchant_id', 'merchant', 'key', 'arrived_at', 'due_at', 'decided_at', 'holder', 'decider'] as const

async function* linesOf(visit: Visit, queue: QueueId, counted: Counted, sort: ItemSort): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`dashboards:items_csv.${one}`)))
  for (let after = null as { at: string; id: string } | null;;) {
    const rows: Item[] = await listItems(visit.ctx.db, queue, counted, after, visit.ctx.now, csvPage, sort)
    yield rows
      .map((one) =>
        csvLine([
          one.id,
          one.merchantId,
          one.merchantName,
          one.key && keyName(visit, queue, one.key),
          one.arrivedAt?.toISOString() ?? null,
          one.dueAt?.toISOString() ?? null,
          one.decidedAt?.toISOString() ?? null,
          one.holderName,
          one.decidedName,
        ])
      )
      .join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { at: last.at, id: last.id }
  }
}

/** GET /console/dashboards/:queue/items.csv */
export const exportDashboardItemsCsv = async (visit: Visit): Promise<Answer> => {
  const [queue, period] = [queueOfPath(visit), periodOf(visit)]
  const counted = countedOf(visit, period)
  await exportDashboard(visit.ctx, { queue, what: counted.what, period: period.said })
  return {
    kind: 'csv',
    fileName: `${visit.t('dashboards:file')}-${queue}-${counted.what}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, queue, counted, itemSortOf(visit)),
  }
}
