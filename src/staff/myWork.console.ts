import { isAllowed } from '#src/kernel/permissions.ts'
import { myWork, type QueueRow } from '#src/reviews/queue.sql.ts'
import { kindText, riskChip, serviceChip } from '#src/reviews/words.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Figure } from '#src/web/components.ts'
import { formatDistance, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { forMyEyes, handColumns, inHand, queueTable, readMyLoads, secondColumns } from './myQueues.page.ts'
import { readWorkload, workloadCap, type KindLoad } from './workload.sql.ts'

const columnsOf = ({ t }: Visit): Columns => ({
  merchant: { label: t('web:word.merchant'), isLead: true, isWide: true },
  kind: { label: t('staff:work.kind') },
  risk: { label: t('web:word.risk') },
  service: { label: t('staff:work.service') },
})

const proposalColumns = (visit: Visit): Columns => ({ ...columnsOf(visit), who: { label: visit.t('staff:work.proposer') } })

const rowOf = (visit: Visit, row: QueueRow) => ({
  href: `/console/dossiers/${row.dossierId}`,
  merchant: row.merchantName || visit.t('staff:work.unnamed'),
  kind: kindText(visit, row.kind),
  risk: riskChip(visit, row.risk),
  service: serviceChip(visit, row.dueAt),
  who: row.proposerName ?? '',
})

/** « 1 000 et plus »: beyond the cap nobody counts. */
const countText = (visit: Visit, count: number): string => {
  const figure = formatNumber(count, visit.lang)
  return count >= workloadCap ? visit.t('staff:work.and_more', { figure }) : figure
}

const noteOf = (visit: Visit, { late, oldestAt }: KindLoad): string => {
  const oldest = oldestAt
    ? visit.t('staff:work.oldest', { distance: formatDistance(oldestAt, visit.ctx.now, visit.lang) })
    : visit.t('staff:work.none_open')
  return late > 0 ? `${visit.t('staff:work.late', { count: late, figure: countText(visit, late) })} · ${oldest}` : oldest
}

const figureOf = (visit: Visit, load: KindLoad): Figure => ({
  label: visit.t(`staff:kinds.${load.kind}`),
  value: countText(visit, load.open),
  note: noteOf(visit, load),
  tone: load.late > 0 ? 'bad' : 'neutral',
  href: `/console/queue?kind=${load.kind}`,
})

/** What is in hand of all queues, and how much waits for a second person. */
const sentenceOf = (visit: Visit, { dossiers, others, proposals }: { dossiers: number; others: number; proposals: number }): string => {
  const isNone = dossiers + others === 0 && !isAllowed(staffOf(visit).roles, 'queue.work')
  const first = others > 0 || isNone
    ? visit.t('staff:work.in_hand_sentence', { count: dossiers + others })
    : visit.t('staff:work.held_sentence', { count: dossiers })
  return proposals > 0 ? `${first} ${visit.t('staff:work.proposals_sentence', { count: proposals })}` : first
}

/** Those who work the queue take the next item from here. */
const takeNext = (visit: Visit): Action | null =>
  isAllowed(staffOf(visit).roles, 'queue.work')
    ? { label: visit.t('web:verb.next'), post: '/console/queue/next', key: 'n', icon: 'arrow-right' }
    : null

/** Somebody without dossiers: what his role is for, and what he may see waiting. */
const showWithoutQueue = async (visit: Visit): Promise<Answer> =>
  view('staff/no-queue', {
    title: visit.t('web:nav.my_work'),
    sentence: visit.t('staff:work.no_queue', { name: staffOf(visit).name }),
    links: linksOf(visit),
    queues: await queueTable(visit, await readMyLoads(visit)),
  })

const linksOf = (visit: Visit): Action[] => {
  const { roles } = staffOf(visit)
  const all = [
    { permission: 'clocks.read', label: 'web:nav.clocks', href: '/console/clocks', icon: 'clock' },
    { permission: 'jobs.read', label: 'web:nav.jobs', href: '/console/jobs', icon: 'refresh' },
    { permission: 'staff.read', label: 'web:nav.staff', href: '/console/staff', icon: 'users' },
  ] as const
  return all.filter(({ permission }) => isAllowed(roles, permission)).map(({ label, href, icon }) => ({
    label: visit.t(label),
    href,
    icon,
  }))
}

const dossiersOf = async (visit: Visit) => {
  const { id, roles } = staffOf(visit)
  const work = await myWork(visit.ctx.db, id, visit.ctx.now)
  return { ...work, proposals: roles.includes('officer') ? work.proposals : [] }
}

/** The kinds of dossiers, to those who work them. */
const figuresOf = async (visit: Visit): Promise<Figure[]> =>
  isAllowed(staffOf(visit).roles, 'queue.work') ? (await readWorkload(visit.ctx.db, visit.ctx.now)).map((one) => figureOf(visit, one)) : []

/** GET /console: what is mine, what waits for my eyes, and every queue I may see with its oldest and its late. */
export const showMyWork = async (visit: Visit): Promise<Answer> => {
  if (!isAllowed(staffOf(visit).roles, 'queue.read')) return showWithoutQueue(visit)
  const [work, figures, loads, second] = await Promise.all([dossiersOf(visit), figuresOf(visit), readMyLoads(visit), forMyEyes(visit)])
  const hand = await inHand(visit, loads)
  const rows = (found: readonly QueueRow[]) => found.map((row) => rowOf(visit, row))
  return view('staff/my-work', {
    title: visit.t('web:nav.my_work'),
    sentence: sentenceOf(visit, { dossiers: work.held.length, others: hand.length, proposals: work.proposals.length + second.length }),
    primary: takeNext(visit),
    figures,
    columns: proposalColumns(visit),
    heldColumns: columnsOf(visit),
    held: rows(work.held),
    proposals: rows(work.proposals),
    proposedByMe: rows(work.proposedByMe),
    secondColumns: secondColumns(visit),
    second,
    handColumns: handColumns(visit),
    hand,
    queues: await queueTable(visit, loads),
    mayWork: isAllowed(staffOf(visit).roles, 'queue.work'),
  })
}
