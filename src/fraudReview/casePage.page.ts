import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { casePath, caseRowOfPath, type CaseRow } from '#src/fraud/casePath.page.ts'
import type { CasePayment } from '#src/fraud/casePayments.sql.ts'
import { fraudCaseLifecycle, totalsIn, type Figures } from '#src/fraud/fraudCase.ts'
import type { FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { standingRow } from '#src/fraud/fraudWords.page.ts'
import { listCertificates } from '#src/fraudCertificates/certificates.sql.ts'
import { findProposal, listDecisions, type FraudDecisionRow } from '#src/fraudDecisions/decisions.sql.ts'
import { countReturnsRefused, readProgress, type PlannedRow } from '#src/fraudEffects/effects.sql.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { ownerActions, ownerFact } from '#src/owners/owner.page.ts'
import { brandText } from '#src/payments/paymentWords.page.ts'
import { findStaff } from '#src/staff/staff.sql.ts'
import type { Action, Fact } from '#src/web/components.ts'
import { formatInstant } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { graphModel } from './graph.page.ts'
import { listTraces, type Trace } from './inquiry.sql.ts'

/** A case as one reader has it before him. */
export type Case = {
  one: CaseRow
  figures: Figures
  proposal: FraudDecisionRow | null
  may: { change: boolean; propose: boolean; decide: boolean; proposeUndo: boolean; decideUndo: boolean }
  isOwnProposal: boolean
}

export const caseOfPath = async (visit: Visit): Promise<Case> => {
  const one = await caseRowOfPath(visit)
  const { actor } = visit.ctx
  const steps = openSteps(fraudCaseLifecycle, one.state, actor)
  const proposal = await findProposal(visit.ctx.db, one.id)
  const isOwnProposal = proposal?.proposed_by === actor.id
  const may = {
    change: steps.includes('change'),
    propose: steps.includes('propose'),
    decide: steps.includes('confirm_rejection') && !isOwnProposal,
    proposeUndo: steps.includes('propose_undo'),
    decideUndo: steps.includes('confirm_undo') && !isOwnProposal,
  }
  return { one, figures: { count: one.payment_count, totals: totalsIn(one.totals) }, proposal, may, isOwnProposal }
}

/** The case's amounts may be kept from his payouts while it goes on: a reserve, which two people place. */
const holdAction = (visit: Visit, one: CaseRow, { totals }: Figures): Action[] => {
  const cents = totals['eur'] ?? 0
  if (one.mode !== 'live' || cents === 0 || !isAllowed(staffOf(visit).roles, 'holds.decide')) return []
  const said = new URLSearchParams({ title: 'contract_reserve', amount: (cents / 100).toFixed(2).replace('.', ','), case: one.id })
  return [{ label: visit.t('fraud:act.hold'), href: `/console/merchants/${one.merchant_id}/new-hold?${said}`, icon: 'lock', kind: 'plain' }]
}

/** Whose it is, and what is done with it; where he might expect to decide and may not, why. */
export const caseActions = (visit: Visit, found: Case, isWorker: boolean): Action[] => [
  ...ownerActions(visit, found.one, {
    path: casePath(found.one),
    claim: visit.t('fraud:act.claim'),
    mayWork: isWorker && found.one.closed_at === null,
  }),
  ...stepActions(visit, found, isWorker),
]

const stepActions = (visit: Visit, { one, figures, may, isOwnProposal }: Case, isWorker: boolean): Action[] => {
  const { t } = visit
  const path = casePath(one)
  if (may.change)
    return [
      ...holdAction(visit, one, figures),
      ...(one.reason === 'stolen_keys'
        ? [{ label: t('fraud:act.roll_keys'), href: `${path}/roll-keys`, icon: 'key', kind: 'plain' as const }]
        : []),
      { label: t('fraud:act.add'), href: `${path}/add`, icon: 'plus', kind: 'plain' },
      { label: t('fraud:act.propose'), href: `${path}/propose`, icon: 'users', kind: 'primary' },
    ]
  if (may.proposeUndo) return [{ label: t('fraud:act.undo'), href: `${path}/undo`, icon: 'history', kind: 'plain' }]
  if ((one.state !== 'proposed' && one.state !== 'undo_proposed') || !isWorker) return []
  if (may.decide || may.decideUndo)
    return [{ label: t('fraud:act.decide'), href: `${path}/${may.decide ? 'confirm' : 'confirm-undo'}`, icon: 'check', kind: 'primary' }]
  return [{ label: t('fraud:act.decide'), reason: t(isOwnProposal ? 'fraud:missing.own_proposal' : 'fraud:missing.not_officer') }]
}

const openerOf = async ({ ctx, t }: Visit, { opened_by_kind: kind, opened_by: id }: FraudCaseRow): Promise<string> =>
  kind === 'staff' ? ((await findStaff(ctx.db, id))?.name ?? id) : t('fraud:case.by_merchant')

export const caseFacts = async (visit: Visit, { one }: Case): Promise<Fact[]> => {
  const { t } = visit
  return [
    {
      label: t('fraud:column.merchant'),
      text: one.merchantName || t('payments:list.unnamed'),
      href: `/console/merchants/${one.merchant_id}`,
    },
    { label: t('fraud:column.reason'), text: t(`fraud:reason.${one.reason}`) },
    { label: t('payments:page.world'), text: t(`payments:world.${one.mode}`) },
    { label: t('fraud:case.opened_by'), text: await openerOf(visit, one) },
    { label: t('fraud:column.opened'), at: one.opened_at },
    ownerFact(visit, one),
    ...(one.closed_at ? [{ label: t('fraud:column.closed'), at: one.closed_at }] : []),
    ...(one.alert_id && isAllowed(staffOf(visit).roles, 'alerts.read')
      ? [{ label: t('fraud:case.of_alert'), text: t('fraud:case.of_alert_link'), href: `/console/alerts/${one.alert_id}` }]
      : []),
  ]
}

/** What a confirmed fraud did to it, in a line. */
const effectText = (
  { t, lang }: Visit,
  { accounting, currency, returnCents, acceptCents, feeCents, disputeFeeCents, state, isRevised }: PlannedRow,
): string =>
  [
    t(`fraud:accounting.${accounting}`),
    ...([['returned', returnCents], ['accepted', acceptCents], ['fees', feeCents + disputeFeeCents]] as const)
      .filter(([, cents]) => cents > 0)
      .map(([name, cents]) => t(`fraud:effect.${name}`, { amount: formatCents(cents, currency, lang) })),
    ...(state === 'applied' ? [] : [t(`fraud:effect.${state}`)]),
    ...(isRevised ? [t('fraud:effect.revised')] : []),
  ]
    .join(' · ')

/** Progress, and what is kept of it: null while nothing was decided. */
export const outcomeOf = async (visit: Visit, { one }: Case) => {
  const { t, ctx, lang } = visit
  const progress = await readProgress(ctx.db, one.id)
  const [all, certificates, refused] = [
    Object.values(progress).reduce((sum, count) => sum + count, 0),
    await listCertificates(ctx.db, one.id),
    await countReturnsRefused(ctx.db, one.id),
  ]
  if (all === 0) return null
  return {
    title: t('fraud:outcome.title'),
    warning: refused > 0 ? t('fraud:outcome.refused', { count: refused }) : '',
    facts: (['planned', 'waiting', 'applied', 'undone'] as const).filter((state) => progress[state] > 0).map((state) => ({
      label: t(`fraud:outcome.${state}`),
      text: t('fraud:outcome.of', { count: progress[state], all }),
    })),
    csv: isAllowed(staffOf(visit).roles, 'exports.make') ? { href: `${casePath(one)}/effects.csv`, label: t('fraud:outcome.csv') } : null,
    certificates: certificates.map(({ id, made_at: at }) => ({
      href: `${casePath(one)}/certificates/${id}`,
      label: t('fraud:certificate.get', { at: formatInstant(at, lang) }),
    })),
  }
}

export const paymentRow = (visit: Visit, one: CasePayment, effects: ReadonlyMap<string, PlannedRow> = new Map()) => ({
  ...standingRow(visit, '/console/payments', one),
  effect: effects.has(one.paymentId) && one.caseState !== 'removed' ? effectText(visit, effects.get(one.paymentId)!) : '',
  finding: one.finding ? visit.t(`fraud:finding.${one.finding}`) : '',
  isHeld: one.caseState === 'held',
  removed: one.caseState === 'removed' ? (one.removeReason ?? '') : '',
})

const traceText = (visit: Visit, { kind, value, brand }: Trace): string =>
  kind === 'card'
    ? `${brandText(visit, brand)} •••• ${value}`
    : kind === 'account'
    ? `${visit.t('payments:method.sepa')} •••• ${value}`
    : value

const othersOf = (visit: Visit, { others }: Trace) =>
  others.map(({ id, name, count }) => ({ id, href: `/console/merchants/${id}`, label: name || visit.t('payments:list.unnamed'), count }))

/** What the payments share, the commonest first, with the other merchants it touched, each a link; and the same as a drawing. */
export const sharedOf = async (visit: Visit, caseId: string) => {
  const traces = await listTraces(visit.ctx.db, caseId)
  return {
    rows: traces.map((trace) => ({
      kind: visit.t(`fraud:trace.${trace.kind}`),
      text: traceText(visit, trace),
      payments: trace.payments,
      others: othersOf(visit, trace),
    })),
    graph: graphModel(visit, {
      paymentIds: [...new Set(traces.flatMap(({ paymentIds }) => paymentIds))],
      traces: traces.map((trace, i) => ({
        id: `t${i}`,
        kind: trace.kind,
        label: traceText(visit, trace),
        paymentIds: trace.paymentIds,
        others: othersOf(visit, trace),
      })),
    }),
  }
}

export const decisionRows = async (visit: Visit, caseId: string) =>
  (await listDecisions(visit.ctx.db, caseId)).map((row) => ({
    chip: {
      tone: row.state === 'proposed' ? ('waiting' as const) : row.state === 'taken' ? ('good' as const) : ('warning' as const),
      label: visit.t(`fraud:decision.${row.state}`),
    },
    verdict: visit.t(`fraud:verdict.${row.verdict}`),
    proposer: row.proposerName,
    decider: row.deciderName ?? '',
    at: row.decided_at ?? row.proposed_at,
    reason: row.reason,
    finding: row.finding ? visit.t(`fraud:finding.${row.finding}`) : '',
    bearer: row.bearer ? visit.t('fraud:decision.bearer', { who: visit.t(`fraud:bearer.${row.bearer}`) }) : '',
    declined: row.decline_reason ?? '',
  }))

const shownEvents = 40

export const caseHistory = async (visit: Visit, caseId: string) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectId: caseId }, { limit: shownEvents })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

export const isWorker = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'fraud.work')
