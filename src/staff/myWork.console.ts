import { isAllowed } from '#src/kernel/permissions.ts'
import { myWork, type QueueRow } from '#src/reviews/queue.sql.ts'
import { kindText, riskChip, serviceChip } from '#src/reviews/words.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Figure } from '#src/web/components.ts'
import { formatDistance, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { readWorkload, workloadCap, type KindLoad } from './workload.sql.ts'

const columnsOf = ({ t }: Visit): Columns => ({
  merchant: { label: t('web:word.merchant'), isLead: true, isWide: true }, kind: { label: t('staff:work.kind') },
  risk: { label: t('web:word.risk') },
  service: { label: t('staff:work.service') },
})

const proposalColumns = (visit: Visit): Columns => ({ ...columnsOf(visit), who: { label: visit.t('staff:work.proposer') } })

const rowOf = (visit: Visit, row: QueueRow) => ({
  href: `/console/dossiers/${row.dossierId}`, merchant: row.merchantName || visit.t('staff:work.unnamed'),
  kind: kindText(visit, row.kind), risk: riskChip(visit, row.risk),
  service: serviceChip(visit, row.dueAt), who: row.proposerName ?? '',
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
  label: visit.t(`staff:kinds.${load.kind}`), value: countText(visit, load.open), note: noteOf(visit, load),
  tone: load.late > 0 ? 'bad' : 'neutral', href: `/console/queue?kind=${load.kind}`,
})

const sentenceOf = (visit: Visit, held: number, proposals: number): string => {
  const first = visit.t('staff:work.held_sentence', { count: held })
  return proposals > 0 ? `${first} ${visit.t('staff:work.proposals_sentence', { count: proposals })}` : first
}

/** Those who work the queue take the next item from here. */
const takeNext = (visit: Visit): Action | null =>
  isAllowed(staffOf(visit).roles, 'queue.work')
    ? { label: visit.t('web:verb.next'), post: '/console/queue/next', key: 'n', icon: 'arrow-right' }
    : null

/** Somebody without a queue: what his role is for. */
const showWithoutQueue = (visit: Visit): Answer =>
  view(
    'staff/no-queue',
    { title: visit.t('web:nav.my_work'), sentence: visit.t('staff:work.no_queue', { name: staffOf(visit).name }), links: linksOf(visit) },
  )

const linksOf = (visit: Visit): Action[] => {
  const { roles } = staffOf(visit)
  const all = [
    { permission: 'clocks.read', label: 'web:nav.clocks', href: '/console/clocks', icon: 'clock' },
    { permission: 'jobs.read', label: 'web:nav.jobs', href: '/console/jobs', icon: 'refresh' },
    { permission: 'staff.read', label: 'web:nav.staff', href: '/console/staff', icon: 'users' },
  ] as const
  return all.filter(({ permission }) => isAllowed(roles, permission)).map(
    ({ label, href, icon }) => ({ label: visit.t(label), href, icon }),
  )
}

/** GET /console: what is mine, what waits for my eyes, and the queues with their oldest and their late. */
export const showMyWork = async (visit: Visit): Promise<Answer> => {
  const { id, roles } = staffOf(visit)
  if (!isAllowed(roles, 'queue.read')) return showWithoutQueue(visit)
  const { db, now } = visit.ctx
  const [work, load] = await Promise.all([myWork(db, id, now), readWorkload(db, now)])
  const proposals = roles.includes('officer') ? work.proposals : []
  return view('staff/my-work', {
    title: visit.t('web:nav.my_work'), sentence: sentenceOf(visit, work.held.length, proposals.length), primary: takeNext(visit),
    figures: load.map((one) => figureOf(visit, one)),
    columns: proposalColumns(visit), heldColumns: columnsOf(visit), held: work.held.map((row) => rowOf(visit, row)),
    proposals: proposals.map((row) => rowOf(visit, row)),
    proposedByMe: work.proposedByMe.map((row) => rowOf(visit, row)), mayDecide: roles.includes('officer'),
    mayWork: isAllowed(roles, 'queue.work'),
  })
}
