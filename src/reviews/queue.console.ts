import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportQueue } from './exportQueue.ts'
import { countQueue, listReviewers } from './reviews.sql.ts'
import { readQueue, type QueueRow } from './queue.sql.ts'
import { queueAddress, readQueueAddress, type QueueView } from './queueAddress.ts'
import { emptyQueue, queueColumns, queueFilters, queuePages, queueRow, queueSentence, queueTabs,
  takeNextAction } from './queueModel.page.ts'
import { takeNextReview } from './takeNextReview.ts'

const viewOf = (visit: Visit): QueueView => readQueueAddress(visit.query, staffOf(visit).id)

/** GET /console/queue: what waits for us, for the second person, for the merchant; a page by key. */
export const showQueue = async (visit: Visit): Promise<Answer> => {
  const wanted = viewOf(visit)
  const { db, now } = visit.ctx
  const [page, counts, tabs, colleagues] = await Promise.all([
    readQueue(db, wanted.filter, wanted.sort, wanted.cursor),
    countQueue(db, now),
    queueTabs(visit, wanted),
    listReviewers(db),
  ])
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  const hasClocks = page.rows.some(({ clockEndsAt }) => clockEndsAt !== null)
  return view('reviews/queue', {
    title: visit.t('reviews:queue.title'),
    sentence: queueSentence(visit, counts),
    primary: takeNextAction(visit),
    actions: mayExport
      ? [{
        label: visit.t('web:verb.export'),
        href: queueAddress({ ...wanted, cursor: null }, '/console/queue.csv'),
        icon: 'download',
        kind: 'plain',
      }]
      : [],
    tabs,
    filters: queueFilters(visit, wanted, colleagues),
    columns: queueColumns(visit, wanted, hasClocks),
    hasClocks,
    rows: page.rows.map((row) => queueRow(visit, row)),
    empty: emptyQueue(visit, wanted),
    pages: queuePages(visit, wanted, page),
  })
}

/** POST /console/queue/next */
export const takeNext = async (visit: Visit): Promise<Answer> => {
  const taken = await takeNextReview(visit.ctx)
  if (!taken) return seeOther('/console/queue', { tone: 'neutral', key: 'reviews:flash.nothing_waits' })
  return seeOther(`/console/dossiers/${taken.dossierId}`, good('reviews:flash.taken'))
}

const csvPage = 500
const headings = [
  'dossier',
  'merchant_id',
  'merchant',
  'kind',
  'state',
  'risk',
  'ready_at',
  'due_at',
  'is_late',
  'owner',
  'proposer',
  'clock_ends_at',
  'outcome',
  'closed_at',
]

const csvRow = (row: QueueRow, now: Date): string =>
  csvLine([
    row.dossierId,
    row.merchantId,
    row.merchantName,
    row.kind,
    row.state,
    row.risk,
    row.readyAt.toISOString(),
    row.dueAt.toISOString(),
    row.state === 'open' && row.dueAt <= now ? 1 : 0,
    row.ownerName,
    row.proposerName,
    row.clockEndsAt?.toISOString() ?? null,
    row.outcome,
    row.closedAt?.toISOString() ?? null,
  ])

/** The whole list, read by key as it is sent: a million lines are never in memory. */
async function* linesOf({ ctx }: Visit, { filter, sort }: QueueView): AsyncGenerator<string> {
  yield csvLine(headings)
  for (let cursor: QueueView['cursor'] = null;;) {
    const { rows, hasAfter } = await readQueue(ctx.db, filter, sort, cursor, csvPage)
    yield rows.map((row) => csvRow(row, ctx.now)).join('')
    const last = rows.at(-1)
    if (!hasAfter || !last) return
    cursor = { direction: 'after', place: { at: last.at, id: last.id } }
  }
}

/** GET /console/queue.csv: everything the filter lets pass; taking it away is recorded. */
export const exportQueueCsv = async (visit: Visit): Promise<Answer> => {
  const wanted = viewOf(visit)
  await exportQueue(visit.ctx, wanted)
  return { kind: 'csv', fileName: `${visit.t('reviews:queue.file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, wanted) }
}
