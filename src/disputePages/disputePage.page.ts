import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { listLinesOfDispute } from '#src/disputeLines/disputeLines.sql.ts'
import { outcomes, type Outcome } from '#src/disputeOutcomes/recordOutcome.ts'
import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { isLate, type DisputeRule } from '#src/disputeRules/disputeRules.ts'
import { listRemindersSent } from '#src/disputes/deadlines.sql.ts'
import { disputeLifecycle, isLiving, reminderDays } from '#src/disputes/dispute.ts'
import { categoryText, causeText, codeText, dateOf, hoursText, isFinal } from '#src/disputes/disputeWords.page.ts'
import { findAnyDisputeNamed, type FoundDispute } from '#src/disputes/searchDisputes.sql.ts'
import { addDays, daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { digestOf } from '#src/resolutions/buildFile.ts'
import { standingOn } from '#src/resolutions/resolution.ts'
import { findLastEvidenceFile, findResolutionOf, listChanges, listPieces, type EvidenceFileRow, type PieceRow,
  type ResolutionRow } from '#src/resolutions/resolutions.sql.ts'
import { sendingNotice } from '#src/sendings/sending.page.ts'
import { isOnItsWay } from '#src/sendings/sending.ts'
import { findSendingOf, type SendingRow } from '#src/sendings/sendings.sql.ts'
import type { Action, Clock, Columns, Fact } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'

/** A dispute as somebody of the staff has it before him. */
export type Looked = {
  dispute: FoundDispute
  rule: DisputeRule
  resolution: ResolutionRow | null
  pieces: PieceRow[]
  file: EvidenceFileRow | null
  sending: SendingRow | null
  mayWork: boolean
}

export const disputePath = ({ id }: Pick<FoundDispute, 'id'>): string => `/console/disputes/${id}`

export const lookedAt = async (visit: Visit): Promise<Looked> => {
  const id = param(visit, 'id')
  const { db } = visit.ctx
  const dispute = isId('dspt', id) ? await findAnyDisputeNamed(db, id) : null
  if (!dispute) throw notFound()
  const resolution = await findResolutionOf(db, id)
  return {
    dispute,
    rule: await findRule(db, dispute.rule_id),
    resolution,
    pieces: resolution ? await listPieces(db, resolution.id) : [],
    file: resolution ? await findLastEvidenceFile(db, resolution.id) : null,
    sending: await findSendingOf(db, id),
    mayWork: isAllowed(staffOf(visit).roles, 'disputes.work'),
  }
}

/** Whether the file that was built is the very one that the acquirer refused. */
export const isFileRefused = ({ file, sending }: Pick<Looked, 'file' | 'sending'>): boolean =>
  file !== null && sending?.file_id === file.id && sending.state === 'refused'

/** Whether the file that was built is of the pieces as they are now, and may leave. */
export const isFileCurrent = ({ file, resolution, pieces, sending }: Looked): boolean =>
  file !== null && resolution !== null && !isFileRefused({ file, sending }) && file.pieces_digest.equals(digestOf(resolution, pieces))

/** What this person may do now, in the order in which it is done. */
export const disputeActions = ({ t, ctx }: Visit, { dispute, rule, resolution, file, mayWork, ...rest }: Looked): Action[] => {
  if (!mayWork || !isLiving(dispute.state)) return []
  const path = disputePath(dispute)
  const steps = disputeLifecycle[dispute.state]
  const isOut = parisDay(ctx.now) > dispute.due_on
  const isReady = isFileCurrent({ dispute, rule, resolution, file, mayWork, ...rest })
  const link = (name: string, label: string, kind: Action['kind'] = 'plain', icon = 'check'): Action => ({
    label: t(label),
    href: `${path}/${name}`,
    kind,
    icon,
  })
  return [
    ...(steps.engage && rule.flow !== 'none' && !isOut
      ? [{ label: t('disputes:act.engage'), post: `${path}/engage`, kind: 'plain' as const, icon: 'plus' }]
      : []),
    ...(steps.submit && resolution && !isOut
      ? [{ label: t('disputes:act.take_over'), post: `${path}/take-over`, kind: 'plain' as const, icon: 'hand' }]
      : []),
    ...(steps.send_back ? [link('send-back', 'disputes:act.send_back', 'plain', 'mail')] : []),
    ...(steps.represent && isReady && !isOut ? [link('represent', 'disputes:act.represent', 'primary', 'external')] : []),
    ...(resolution && resolution.closed_at === null ? [link('clock', 'disputes:act.clock', 'plain', 'clock')] : []),
    ...outcomeActions({ t, ctx }, { dispute, rule, resolution }),
  ]
}

/** Whether this person sent the file: what came of it another says (rules.md X-07, src/disputeOutcomes/recordOutcome.ts). */
export const isSender = ({ ctx }: Pick<Visit, 'ctx'>, { resolution }: Pick<Looked, 'resolution'>): boolean =>
  resolution !== null && resolution.represented_by === ctx.actor.id

/** The outcomes that this person may note from where it stands; to give in is one of them, and whoever sent the file notes no end of it. */
export const openOutcomes = (
  visit: Pick<Visit, 'ctx'>,
  { dispute, rule, resolution }: Pick<Looked, 'dispute' | 'rule' | 'resolution'>,
): (Outcome | 'accepted')[] => {
  const steps = disputeLifecycle[dispute.state]
  const mayEnd = !isSender(visit, { resolution })
  const may: Record<Outcome, boolean> = {
    won: mayEnd && Boolean(steps.win),
    lost: mayEnd && Boolean(steps.lose),
    partly: mayEnd && Boolean(steps.split),
    withdrawn: mayEnd && Boolean(steps.withdraw),
    pre_arbitration: Boolean(steps.pre_arbitrate) && rule.preArbitrationDays !== null,
    arbitration: Boolean(steps.arbitrate) && rule.arbitrationDays !== null,
  }
  return [...outcomes.filter((one) => may[one]), ...(steps.accept ? (['accepted'] as const) : [])]
}

const outcomeActions = (visit: Pick<Visit, 't' | 'ctx'>, one: Pick<Looked, 'dispute' | 'rule' | 'resolution'>): Action[] => {
  const { t } = visit
  const isOwn = isSender(visit, one)
  const kind = one.dispute.state === 'represented' && !isOwn ? ('primary' as const) : ('plain' as const)
  const link: Action = {
    label: t(isOwn ? 'disputes:act.stage' : 'disputes:act.outcome'),
    href: `${disputePath(one.dispute)}/outcome`,
    kind,
    icon: 'scale',
  }
  return [
    ...(openOutcomes(visit, one).length > 0 ? [link] : []),
    ...(isOwn ? [{ label: t('disputes:act.outcome'), reason: t('disputes:act.outcome_by_another') }] : []),
  ]
}

export const disputeFacts = (visit: Visit, { dispute, rule }: Looked): Fact[] => {
  const { t } = visit
  return [
    {
      label: t('disputes:column.merchant'),
      text: dispute.merchantName || t('payments:list.unnamed'),
      href: `/console/merchants/${dispute.merchant_id}`,
    },
    { label: t('disputes:page.payment'), text: dispute.payment_id, href: `/console/payments/${dispute.payment_id}`, isMono: true },
    { label: t('disputes:column.amount'), cents: dispute.amount_cents, currency: dispute.currency },
    { label: t('payments:page.fee'), cents: dispute.fee_cents, currency: dispute.currency },
    { label: t('disputes:column.code'), text: codeText(visit, dispute) },
    { label: t('disputes:column.why'), text: categoryText(visit, dispute.category) },
    ...(dispute.r_type ? [{ label: t('disputes:page.r_type'), text: t(`disputes:r_type.${dispute.r_type}`) }] : []),
    { label: t('disputes:page.flow'), text: t(`disputes:flow.${rule.flow}`) },
    { label: t('disputes:column.opened'), at: dispute.created_at },
    ...(dispute.closed_at
      ? [{ label: t('disputes:column.closed'), at: dispute.closed_at }, {
        label: t('disputes:column.cause'),
        text: causeText(visit, dispute),
      }]
      : []),
    ...(dispute.won_cents !== null ? [{ label: t('disputes:column.won'), cents: dispute.won_cents, currency: dispute.currency }] : []),
    { label: t('disputes:page.reference'), text: dispute.report_key, isMono: true },
    { label: t('disputes:page.rule'), text: dispute.rule_id, isMono: true },
  ]
}

/** The dates that bind, with what is left in true hours: an answer that was given binds nobody any more. Nothing once it is over. */
export const dateFacts = (visit: Visit, { dispute, resolution }: Looked): Fact[] => {
  const { t, ctx } = visit
  if (dispute.closed_at !== null || isFinal(dispute)) return []
  const fact = (label: string, day: string, note: string): Fact => ({
    label: t(label),
    day,
    note: [hoursText(visit, dispute, day), note].filter(Boolean).join(' · '),
  })
  const standing = resolution && standingOn(resolution, ctx.now)
  const isOurs = dispute.state !== 'represented' || isOnItsWay(dispute.sendingState)
  const isHis = dispute.state === 'open' || dispute.state === 'engaged'
  return [
    ...(isOurs
      ? [fact('disputes:page.due', dispute.due_on, t(dispute.is_due_told ? 'disputes:page.due_told' : 'disputes:page.due_computed'))]
      : []),
    ...(isHis ? [fact('disputes:page.merchant_due', dispute.merchant_due_on, '')] : []),
    ...(standing
      ? [{
        label: t('disputes:page.resolution_due'),
        day: standing.dueOn,
        ...(standing.isSuspended || standing.isLate
          ? { note: t(standing.isSuspended ? 'disputes:page.suspended' : 'disputes:page.late') }
          : {}),
      }]
      : []),
  ]
}

/**
 * The network's date with its last instant, whose days went, and our reminders of it: the same clock as of a request. Null where it binds
 * nobody any more.
 */
export const networkClock = async (visit: Visit, { dispute, resolution }: Looked): Promise<Clock | null> => {
  const date = dateOf(visit, dispute, dispute.due_on)
  if (!date) return null
  const { now } = visit.ctx
  const [startedOn, today] = [parisDay(dispute.created_at), parisDay(now)]
  const toUsOn = dispute.state === 'open' || dispute.state === 'engaged' ? null : parisDay(resolution?.submitted_at ?? dispute.created_at)
  const [merchantDays, ourDays] = [daysBetween(startedOn, toUsOn ?? today), toUsOn ? daysBetween(toUsOn, today) : 0]
  const sent = new Set(
    (await listRemindersSent(visit.ctx.db, dispute.id)).filter(({ reader }) => reader === 'staff').map(({ days }) => days),
  )
  const rungs = reminderDays.map((days) => ({ day: -days, on: addDays(dispute.due_on, -days), sent: sent.has(days) })).filter(({ on }) =>
    on >= startedOn
  )
  return {
    label: visit.t('disputes:page.due_end'),
    startedOn,
    lastDay: dispute.due_on,
    endsAt: date.endsAt,
    isPaused: false,
    isLate: now >= date.endsAt,
    merchantDays,
    ourDays,
    totalDays: daysBetween(startedOn, dispute.due_on),
    daysLeft: Math.max(0, daysBetween(today, dispute.due_on)),
    hoursLeft: date.hours,
    rungs,
    segments: [{ owner: 'merchant', days: merchantDays }, { owner: 'ours', days: ourDays }],
  }
}

/** What is to be known before going on. */
export const disputeNotice = (
  visit: Visit,
  { dispute, rule, sending }: Looked,
  debitOn: string,
): { tone: 'bad' | 'warning' | 'neutral'; text: string } | null => {
  if (rule.flow === 'none') {
    const late = isLate({ rType: dispute.r_type, category: dispute.category }, debitOn, parisDay(dispute.created_at))
    return { tone: late ? 'warning' : 'neutral', text: visit.t(late ? 'disputes:page.sepa_late' : 'disputes:page.sepa_final') }
  }
  if (dispute.closed_at === null && parisDay(visit.ctx.now) > dispute.due_on && ['open', 'engaged', 'under_review'].includes(dispute.state))
    return { tone: 'warning', text: visit.t('disputes:page.too_late') }
  return sending ? sendingNotice(visit, dispute, sending) : null
}

export const lineRows = async (visit: Visit, disputeId: string) =>
  (await listLinesOfDispute(visit.ctx.db, disputeId)).map((row) => ({
    stage: visit.t(`disputes:stage.${row.stage}`),
    on: row.reported_on,
    cents: row.amount_cents,
    currency: row.currency,
    dueOn: row.due_on,
    origin: visit.t(`disputes:origin.${row.origin}`),
    reason: row.reason ? visit.t(`disputes:fault.${row.reason}`) : '',
    href: row.reason ? `/console/dispute-lines/${row.id}` : '',
  }))

export const lineColumns = ({ t }: Visit, hasFault: boolean): Columns => ({
  stage: { label: t('disputes:line.stage'), isLead: true },
  on: { label: t('disputes:line.on') },
  amount: { label: t('disputes:column.amount'), isNumber: true },
  due: { label: t('disputes:column.due') },
  origin: { label: t('disputes:line.origin') },
  ...(hasFault ? { reason: { label: t('disputes:line.reason'), isWide: true } } : {}),
})

export const changeRows = async (visit: Visit, resolutionId: string) =>
  (await listChanges(visit.ctx.db, resolutionId)).map((row) => ({
    what: visit.t(`disputes:change.${row.kind}`),
    cause: row.cause ? visit.t(`disputes:clock_cause.${row.cause}`) : '',
    by: row.byName,
    at: row.made_at,
    reason: row.reason,
    from: row.due_before,
    to: row.due_after,
  }))

const shownEvents = 60

/** What the dispute's own step tells already. */
const toldTwice = new Set(['resolution.engaged', 'resolution.submitted', 'resolution.represented', 'resolution.closed'])

/** Of the dispute and of its resolution, together, the newest first; each step once. */
export const disputeHistory = async (visit: Visit, { dispute, resolution }: Looked) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectIds: [dispute.id, ...(resolution ? [resolution.id] : [])] }, {
    limit: shownEvents,
  })
  return entries.filter(({ event }) => !toldTwice.has(event)).map((one) => tellEvent(one, historyWords(visit)))
}
