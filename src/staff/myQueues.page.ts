import { countWaiting } from '#src/accountChanges/accountChanges.sql.ts'
import { itemsPath } from '#src/dashboards/asked.page.ts'
import { lengthText, numberText, queueName } from '#src/dashboards/dashboardWords.page.ts'
import { listItems } from '#src/dashboards/figures.sql.ts'
import { loadOf, type Load } from '#src/dashboards/loads.sql.ts'
import { readPeriod } from '#src/dashboards/period.ts'
import { queues, type QueueId } from '#src/dashboards/queue.ts'
import { listForSecond, secondKinds, secondSources } from '#src/dashboards/secondEyes.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { askTogether } from '#src/platform/together.ts'
import { serviceChip } from '#src/reviews/words.page.ts'
import { allBreaks, countAnswers, countLines } from '#src/settlements/breakCounts.page.ts'
import type { Action, Columns } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'

/**
 * What lies with us, in the order of the left column. `isHeld`: one of them is somebody's. `next`: who works there takes the most urgent
 * that nobody holds; of dossiers the page's own button does.
 */
const mine: readonly { id: QueueId; isHeld?: true; next?: { permission: Permission; post: string } }[] = [
  { id: 'reviews', isHeld: true },
  { id: 'hits', isHeld: true, next: { permission: 'screening.work', post: '/console/screening/next' } },
  { id: 'fraud', isHeld: true, next: { permission: 'fraud.work', post: '/console/fraud-cases/next' } },
  { id: 'alerts', isHeld: true, next: { permission: 'alerts.handle', post: '/console/alerts/next' } },
  { id: 'aml_cases', isHeld: true },
  { id: 'disputes', isHeld: true, next: { permission: 'disputes.work', post: '/console/disputes/next' } },
  { id: 'resolutions' },
  { id: 'rights', isHeld: true },
  { id: 'data_breaches' },
]

export type MyLoad = (typeof mine)[number] & { load: Load }

/** How each queue that this person may see stands, in one question. */
export const readMyLoads = async (visit: Visit): Promise<MyLoad[]> => {
  const { id: staffId, roles } = staffOf(visit)
  const { db, now } = visit.ctx
  const seen = mine.filter(({ id }) => isAllowed(roles, queues[id].read))
  const loads: Record<string, Load | null> = await askTogether(db, Object.fromEntries(seen.map(({ id }) => [id, loadOf(id, staffId, now)])))
  return seen.map((one) => ({ ...one, load: loads[one.id]! }))
}

/** Without a button in any line, without a column for one. */
const columnsOf = ({ t }: Visit, hasActs: boolean): Columns => ({
  queue: { label: t('dashboards:column.queue'), isLead: true, isWide: true },
  open: { label: t('dashboards:column.open'), isNumber: true },
  mine: { label: t('staff:work.mine'), isNumber: true },
  oldest: { label: t('dashboards:column.oldest'), isNumber: true },
  late: { label: t('dashboards:column.late'), isNumber: true },
  ...(hasActs ? { act: { label: t('staff:work.act'), isLabelHidden: true } } : {}),
})

const nextOf = (visit: Visit, { next, load }: MyLoad): Action | null =>
  next && load.open > 0 && isAllowed(staffOf(visit).roles, next.permission)
    ? { label: visit.t('web:verb.next'), post: next.post, kind: 'plain' }
    : null

const rowOf = (visit: Visit, one: MyLoad) => {
  const { id, load, isHeld } = one
  const { now } = visit.ctx
  const period = readPeriod(undefined, parisDay(now))
  const path = (what: 'late' | 'held') => itemsPath(id, period, { what, person: what === 'held' ? staffOf(visit).id : null })
  const figure = (count: number, href: string) => ({ text: numberText(visit, count), href: count > 0 ? href : '' })
  return {
    href: queues[id].home,
    name: queueName(visit, id),
    open: numberText(visit, load.open),
    mine: isHeld ? figure(load.mine, path('held')) : null,
    oldest: lengthText(visit, load.oldestAt === null ? null : Math.max(0, now.getTime() - new Date(load.oldestAt).getTime())),
    late: figure(load.late, path('late')),
    isLate: load.late > 0,
    act: nextOf(visit, one),
  }
}

/** Lines of the acquirer and answers of the bank that fit nothing have no date by which, and nobody's name. */
const breaksRow = async (visit: Visit) => {
  if (!isAllowed(staffOf(visit).roles, 'payments.read')) return []
  const { count, isCapped } = allBreaks(await countLines(visit), await countAnswers(visit))
  const figure = formatNumber(count, visit.lang)
  return [{
    href: '/console/breaks',
    name: visit.t('web:nav.breaks'),
    open: isCapped ? visit.t('staff:work.and_more', { figure }) : figure,
    mine: null,
    oldest: '–',
    late: { text: '–', href: '' },
    isLate: false,
    act: null,
  }]
}

/** What merchants ask of their bank account: whoever decides takes it, and nobody holds one. */
const changesRow = async (visit: Visit) => {
  if (!isAllowed(staffOf(visit).roles, 'account_changes.read')) return []
  const { count, oldestAt } = await countWaiting(visit.ctx.db)
  const oldest = lengthText(visit, oldestAt && Math.max(0, visit.ctx.now.getTime() - oldestAt.getTime()))
  return [{
    href: '/console/account-changes',
    name: visit.t('accountChanges:title'),
    open: numberText(visit, count),
    mine: null,
    oldest,
    late: { text: '–', href: '' },
    isLate: false,
    act: null,
  }]
}

/** What the view `staff/_queues` is given. */
export const queueTable = async (visit: Visit, loads: readonly MyLoad[]) => {
  const rows = [...loads.map((one) => rowOf(visit, one)), ...(await changesRow(visit)), ...(await breaksRow(visit))]
  return { columns: columnsOf(visit, rows.some(({ act }) => act !== null)), rows }
}

const longest = 50

export const handColumns = ({ t }: Visit): Columns => ({
  queue: { label: t('dashboards:column.queue'), isLead: true },
  merchant: { label: t('web:word.merchant'), isWide: true },
  service: { label: t('staff:work.service') },
})

/** What this person holds of every queue but that of dossiers, which has its own list. */
export const inHand = async (visit: Visit, loads: readonly MyLoad[]) => {
  const { db, now } = visit.ctx
  const { from, to } = readPeriod(undefined, parisDay(now))
  const held = loads.filter(({ id, isHeld, load }) => isHeld && id !== 'reviews' && load.mine > 0)
  const lists = await Promise.all(
    held.map(async ({ id }) =>
      (await listItems(db, id, { what: 'held', person: staffOf(visit).id, from, to }, null, now, longest)).map((item) => ({ id, item }))
    ),
  )
  return lists.flat().map(({ id, item }) => ({
    href: queues[id].item(item.linkId),
    merchant: item.merchantName ?? '',
    id: item.id,
    queue: queueName(visit, id),
    service: item.dueAt ? serviceChip(visit, item.dueAt) : null,
  }))
}

export const secondColumns = ({ t }: Visit): Columns => ({
  kind: { label: t('staff:work.kind'), isLead: true },
  merchant: { label: t('web:word.merchant'), isWide: true },
  by: { label: t('staff:work.proposer') },
  at: { label: t('staff:work.proposed_at') },
})

/** What waits for this person as the second of two, dossiers apart. */
export const forMyEyes = async (visit: Visit) => {
  const { id, roles } = staffOf(visit)
  const kinds = secondKinds.filter((kind) => isAllowed(roles, secondSources[kind].permission))
  const found = await listForSecond(visit.ctx.db, { kinds, staffId: id, isCircle: isAllowed(roles, 'holds.secret') }, longest)
  return found.map((one) => ({
    href: secondSources[one.kind].href(one.id),
    merchant: one.merchantName ?? '',
    kind: visit.t(`staff:second.${one.kind}`),
    by: one.proposerName,
    at: one.proposedAt,
  }))
}
