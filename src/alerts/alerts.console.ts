import { z } from 'zod'
import { looksAction } from '#src/alertLooks/lookWords.page.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listColleagues } from '#src/owners/owners.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import { choice, parse, whole } from '#src/web/fields.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { closeReasons, isOver } from './alert.ts'
import { countWaitingAlerts } from './alertCounts.sql.ts'
import { alertAddress, readAlertQuery, type AlertQuery } from './alertSearch.ts'
import { alertSentence, reasonText, type Refused } from './alertWords.page.ts'
import { closeAlerts } from './closeAlerts.ts'
import { exportAlerts } from './exportAlerts.ts'
import { bulkOf, emptyQueue, mayHandle, queueColumns, queueFilters, queuePages, queuePath, queueRow, queueSentence, queueTabs,
  takeNextAction } from './queue.page.ts'
import { searchAlerts, type FoundAlert } from './searchAlerts.sql.ts'
import { takeNextAlert } from './takeNextAlert.ts'

const pageSize = 50
const csvPage = 500

const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

/** GET /console/alerts: what is to be decided, the most urgent first; the others by what came of them. */
export const showAlerts = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { ctx: { db, now }, t } = visit
  const query = readAlertQuery(visit.query)
  const [found, waiting, colleagues] = [
    await searchAlerts(db, staffOf(visit).id, query, pageSize + 1),
    await countWaitingAlerts(db, now),
    await listColleagues(db, 'alerts.handle'),
  ]
  const rows = found.slice(0, pageSize)
  return view('alerts/list', {
    title: t('alerts:title'),
    sentence: queueSentence(visit, waiting),
    primary: takeNextAction(visit, waiting),
    tabs: queueTabs(visit, query, waiting),
    filters: queueFilters(visit, query, colleagues),
    columns: queueColumns(visit, query),
    rows: rows.map((row) => queueRow(visit, row)),
    actions: [
      await looksAction(visit),
      ...(isAllowed(staffOf(visit).roles, 'exports.make')
        ? [{
          label: t('web:verb.export'),
          href: alertAddress(`${queuePath}.csv`, { ...query, after: null }),
          icon: 'download',
          kind: 'plain' as const,
        }]
        : []),
    ],
    pages: queuePages(visit, query, rows, found.length > pageSize),
    empty: emptyQueue(visit, query),
    bulk: mayHandle(visit) && rows.some(({ state }) => !isOver(state)) ? bulkOf(visit) : null,
    lost: lostOf(visit, refused),
  })
}

/** POST /console/alerts/next */
export const postTakeNextAlert = async (visit: Visit): Promise<Answer> => {
  const id = await takeNextAlert(visit.ctx)
  return id
    ? seeOther(`${queuePath}/${id}`, good('alerts:flash.taken'))
    : seeOther(queuePath, { tone: 'neutral', key: 'alerts:flash.nothing_waits' })
}

const picked = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value ?? []),
  z.array(z.string().regex(/^alrt_[0-9A-Za-z]{24}$/, { error: 'web:field.bad_choice' })).max(200, { error: 'web:field.too_big' }),
)
const bulkForm = z.object({ pick: picked, seen: whole(0, 200), reason: choice(closeReasons) })

/** POST /console/alerts/close: those that were picked, for one reason. */
export const postCloseAlerts = async (visit: Visit): Promise<Answer> => {
  const { pick, seen, reason } = parse(bulkForm, visit.body)
  const count = await closeAlerts(visit.ctx, pick, { seen, reason, note: '' })
  return seeOther(queuePath, good(count === 1 ? 'alerts:flash.closed_many_one' : 'alerts:flash.closed_many_other', { count }))
}

const headings = [
  'id',
  'raised',
  'due',
  'merchant_id',
  'merchant',
  'scenario',
  'version',
  'level',
  'from',
  'to',
  'says',
  'state',
  'owner',
  'reason',
  'closed',
  'case',
] as const

const csvRow = (visit: Visit, row: FoundAlert): string =>
  csvLine([
    row.id,
    row.raised_at.toISOString(),
    row.due_at.toISOString(),
    row.merchant_id,
    row.merchantName,
    row.scenario,
    row.version,
    visit.t(`monitoring:level.${row.level}`),
    row.window_from_on,
    row.window_to_on,
    alertSentence(visit, row),
    visit.t(`alerts:state.${row.state}`),
    row.ownerName,
    row.close_reason && reasonText(visit, row.close_reason),
    (row.closed_at ?? row.escalated_at)?.toISOString() ?? null,
    row.case_id,
  ])

async function* linesOf(visit: Visit, query: AlertQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`alerts:csv.${one}`)))
  for (let after: AlertQuery['after'] = null;;) {
    const rows: FoundAlert[] = await searchAlerts(visit.ctx.db, staffOf(visit).id, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    const last = rows.at(-1)
    if (rows.length < csvPage || !last) return
    after = { at: last.at, id: last.id }
  }
}

/** GET /console/alerts.csv: what the filter lets pass; taking it away is recorded. */
export const exportAlertsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readAlertQuery(visit.query), after: null }
  const { shelf, scenario, level, from, to, search } = query
  await exportAlerts(visit.ctx, { shelf, scenario, level, from, to, isSearch: search !== '' })
  return { kind: 'csv', fileName: `${visit.t('alerts:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, query) }
}
