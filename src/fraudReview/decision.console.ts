import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import { conflict } from '#src/kernel/errors.ts'
import { fraudFindings, guiltyFindings, innocentFindings, seenOf } from '#src/fraud/fraudCase.ts'
import { countFindings, type FindingCounts } from '#src/fraud/fraudCases.sql.ts'
import { totalText, type Refused } from '#src/fraud/fraudWords.page.ts'
import { confirmFraud } from '#src/fraudDecisions/confirmFraud.ts'
import { confirmRejection, declineProposal } from '#src/fraudDecisions/decideProposal.ts'
import { proposeFraud } from '#src/fraudDecisions/proposeFraud.ts'
import { proposeRejection } from '#src/fraudDecisions/proposeRejection.ts'
import { workOnCase } from '#src/fraudDecisions/workOnCases.ts'
import { effectsAtOnce } from '#src/fraudEffects/applyEffects.ts'
import { bearers, planSeen, type FraudBearer } from '#src/fraudEffects/effects.ts'
import { readPlan } from '#src/fraudEffects/plans.sql.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Effect, Field, Tab } from '#src/web/components.ts'
import { choice, line, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { drawCase } from './case.console.ts'
import { actPage, findingField, reasonField } from './caseActs.console.ts'
import { caseOfPath, decisionRows, type Case } from './casePage.page.ts'
import { planModel } from './planPage.page.ts'

type Verdict = 'reject' | 'confirm' | 'partly'
type Asked = { verdict: Verdict; bearer: FraudBearer }

const rejectionEffects = (visit: Visit, { figures }: Case): Effect[] => [
  {
    figure: visit.t('fraud:check.effect_figure', { count: figures.count }),
    text: visit.t('fraud:propose.effect_free', { count: figures.count, total: totalText(visit, figures.totals) }),
  },
  { figure: visit.t('fraud:propose.effect_fees_figure'), text: visit.t('fraud:propose.effect_fees') },
  { figure: visit.t('fraud:propose.effect_merchant_figure'), text: visit.t('fraud:propose.effect_merchant') },
]

const fraudEffects = ({ t }: Visit, { verdict, bearer }: Asked): Effect[] => [
  { figure: t('fraud:propose_fraud.money_figure'), text: t(`fraud:propose_fraud.money_${bearer}`) },
  { figure: t('fraud:propose_fraud.seen_figure'), text: t('fraud:propose_fraud.seen') },
  ...(verdict === 'partly' ? [{ figure: t('fraud:propose_fraud.others_figure'), text: t('fraud:propose_fraud.others') }] : []),
  { figure: t('fraud:propose_fraud.mail_figure'), text: t('fraud:propose_fraud.mail') },
]

const verdicts = ['confirm', 'partly', 'reject'] as const

/** What the findings say already, until somebody asks for another. */
const likely = (
  { guilty, innocent, none }: FindingCounts,
): Verdict => (guilty === 0 ? 'reject' : innocent + none === 0 ? 'confirm' : 'partly')

const askedIn = (said: Record<string, unknown>, counts: FindingCounts): Asked => ({
  verdict: verdicts.find((one) => one === said['verdict']) ?? likely(counts),
  bearer: bearers.find((one) => one === said['bearer']) ?? 'merchant',
})

const tabsOf = ({ t }: Visit, path: string, asked: Asked): Tab[] =>
  verdicts.map((verdict) => ({
    label: t(`fraud:verdict.${verdict}`),
    href: `${path}?verdict=${verdict}&bearer=${asked.bearer}`,
    isCurrent: verdict === asked.verdict,
  }))

const bearerTabs = ({ t }: Visit, path: string, asked: Asked): Tab[] =>
  bearers.map((bearer) => ({
    label: t(`fraud:bearer.${bearer}`),
    href: `${path}?verdict=${asked.verdict}&bearer=${bearer}`,
    isCurrent: bearer === asked.bearer,
  }))

/** Which finding the payments get that have none. */
const restFields = (visit: Visit, { verdict }: Asked, { none }: FindingCounts, refused?: Refused): Field[] =>
  none === 0
    ? []
    : [{
      ...findingField(visit, 'fraud:propose.finding', refused, verdict === 'confirm' ? guiltyFindings : innocentFindings),
      hint: visit.t('fraud:propose.finding_hint', { count: none }),
    }]

const rejectionPage = (visit: Visit, found: Case, counts: FindingCounts, tabs: Tab[], refused?: Refused): Answer =>
  actPage(
    visit,
    found,
    {
      name: 'propose',
      action: `${casePath(found.one)}/propose`,
      hidden: [{ name: 'verdict', value: 'reject' }, { name: 'seen', value: seenOf(found.figures) }],
      effects: rejectionEffects(visit, found),
      undo: visit.t('fraud:propose.undo'),
      fields: [...restFields(visit, { verdict: 'reject', bearer: 'merchant' }, counts, refused), reasonField(visit, refused)],
    },
    refused,
    { tabs },
  )

const fraudPage = async (
  visit: Visit,
  found: Case,
  asked: Asked,
  counts: FindingCounts,
  tabs: Tab[],
  refused?: Refused,
): Promise<Answer> => {
  const path = `${casePath(found.one)}/propose`
  const plan = await readPlan(visit.ctx.db, found.one.id, asked.verdict, asked.bearer)
  return actPage(
    visit,
    found,
    {
      name: 'propose_fraud',
      action: path,
      effects: fraudEffects(visit, asked),
      undo: visit.t('fraud:propose.undo'),
      fields: [...restFields(visit, asked, counts, refused), reasonField(visit, refused)],
      hidden: [{ name: 'verdict', value: asked.verdict }, { name: 'bearer', value: asked.bearer }, { name: 'seen', value: planSeen(plan) }],
    },
    refused,
    { tabs, choices: { label: visit.t('fraud:bearer.label'), tabs: bearerTabs(visit, path, asked) }, plan: planModel(visit, plan) },
  )
}

/** GET /console/fraud-cases/:id/propose?verdict=…&bearer=…: what a decision would do, every figure of it, to a second person. */
export const showPropose = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const found = await caseOfPath(visit)
  if (!found.may.propose) return refused ? drawCase(visit, found, refused) : seeOther(casePath(found.one))
  const counts = await countFindings(visit.ctx.db, found.one.id)
  const asked = askedIn(refused ? visit.body : visit.query, counts)
  const tabs = tabsOf(visit, `${casePath(found.one)}/propose`, asked)
  return asked.verdict === 'reject'
    ? rejectionPage(visit, found, counts, tabs, refused)
    : fraudPage(visit, found, asked, counts, tabs, refused)
}

const seenWord = z.string({ error: 'web:field.bad_value' }).max(2_000, { error: 'web:field.bad_value' })
const proposeForm = z.object({
  verdict: choice(verdicts).nullish(),
  bearer: choice(bearers).nullish(),
  seen: seenWord,
  finding: choice(fraudFindings).nullish(),
  reason: words(4_000),
})

/** POST /console/fraud-cases/:id/propose */
export const postPropose = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  const { verdict, bearer, seen, finding = null, reason } = parse(proposeForm, visit.body)
  if (verdict === 'confirm' || verdict === 'partly')
    await proposeFraud(visit.ctx, one.id, { verdict, bearer: bearer ?? 'merchant', seen, finding, reason })
  else await proposeRejection(visit.ctx, one.id, { seen, finding, reason })
  return seeOther(casePath(one), good('fraud:flash.proposed'))
}

/** What the proposer saw is not what is seen now: whoever confirms is told, and agrees to what he sees. */
const changedSince = (
  visit: Visit,
  { proposal }: Case,
  now: unknown,
): string => (JSON.stringify(sorted(proposal?.proposed_figures)) === JSON.stringify(sorted(now)) ? '' : visit.t('fraud:confirm.changed'))

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]))
    : value

/** GET /console/fraud-cases/:id/confirm: both answers of the second person on one page, over the figures as they are now. */
export const showConfirm = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const found = await caseOfPath(visit)
  const { one, proposal } = found
  if (!found.may.decide || !proposal) return refused ? drawCase(visit, found, refused) : seeOther(casePath(one))
  const path = casePath(one)
  const read = { name: 'proposal', value: found.proposal?.id ?? '' }
  const field = { ...reasonField(visit, refused), label: visit.t('fraud:decline.reason') }
  const more = {
    decisions: (await decisionRows(visit, one.id)).slice(0, 1),
    decline: { action: `${path}/decline`, field, isOpen: Boolean(refused?.errors['reason']), hidden: [read] },
  }
  if (proposal.verdict === 'reject')
    return actPage(
      visit,
      found,
      {
        name: 'confirm',
        action: `${path}/confirm`,
        hidden: [read],
        effects: rejectionEffects(visit, found),
        fields: [],
        undo: visit.t('fraud:confirm.undo'),
      },
      refused,
      more,
    )
  const asked = { verdict: proposal.verdict as Verdict, bearer: proposal.bearer! }
  const plan = await readPlan(visit.ctx.db, one.id, asked.verdict, asked.bearer)
  return actPage(
    visit,
    found,
    {
      name: 'confirm_fraud',
      action: `${path}/confirm`,
      hidden: [read, { name: 'seen', value: planSeen(plan) }],
      effects: fraudEffects(visit, asked),
      fields: [],
      undo: visit.t('fraud:confirm_fraud.undo'),
      isDangerous: true,
    },
    refused,
    { ...more, plan: planModel(visit, plan), warning: changedSince(visit, found, plan.figures) },
  )
}

/** POST /console/fraud-cases/:id/confirm. A small case is settled at once; of a great one the job goes on. */
export const postConfirm = async (visit: Visit): Promise<Answer> => {
  const { one, proposal } = await caseOfPath(visit)
  const read = parse(z.object({ proposal: line(40) }), visit.body)
  if (proposal && proposal.id !== read.proposal) throw conflict('proposal_has_changed') // another verdict asks for another form
  if (proposal?.verdict === 'confirm' || proposal?.verdict === 'partly') {
    await confirmFraud(visit.ctx, one.id, { ...read, ...parse(z.object({ seen: seenWord }), visit.body) })
    if (one.payment_count <= effectsAtOnce) await workOnCase(visit.ctx, one.id, 1)
    return seeOther(casePath(one), good('fraud:flash.confirmed'))
  }
  await confirmRejection(visit.ctx, one.id, read)
  return seeOther(casePath(one), good('fraud:flash.rejected'))
}

/** POST /console/fraud-cases/:id/decline */
export const postDecline = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await declineProposal(visit.ctx, one.id, parse(z.object({ reason: words(4_000), proposal: line(40) }), visit.body))
  return seeOther(casePath(one), good('fraud:flash.declined'))
}
