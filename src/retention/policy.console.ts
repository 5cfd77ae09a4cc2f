import { z } from 'zod'
import { askedOf } from '#src/kernel/asked.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { notFound, type FieldErrors } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { dayLine, line, parse, proposalSeen, tick, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { compare, seenOf, type Difference } from './change.ts'
import { declinePolicy, policyMark, signPolicy } from './decidePolicy.ts'
import { minimumBelow } from './legalMinimum.ts'
import { categories, policyOn, type Category, type Policy } from './policy.ts'
import { listSigned, listVersions, policyFrom, type PolicyRow } from './policies.sql.ts'
import { activeOf, activeUnits, askedChange, belowField, changeFields, effectsOf, minimumValues, units, untilOrigin,
  type Asked } from './policyChange.page.ts'
import { activeText, confidenceChip, periodText, ruleText } from './policyWords.page.ts'
import { proposePolicy } from './proposePolicy.ts'
import { listBegun } from './records.sql.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
type One = { category: Category; policy: Policy; versions: PolicyRow[]; path: string }

const oneOfPath = async (visit: Visit): Promise<One> => {
  const category = askedOf(categories, param(visit, 'category'))
  if (!category) throw notFound()
  const [signed, versions] = await Promise.all([listSigned(visit.ctx.db), listVersions(visit.ctx.db, category)])
  return { category, versions, policy: policyOn(signed, category, parisDay(visit.ctx.now)), path: `/console/retention/${category}` }
}

const differenceFor = async (
  { ctx }: Visit,
  { category, policy }: One,
  next: Pick<Policy, 'bound' | 'period'>,
  day: Day,
): Promise<Difference> => compare(await listBegun(ctx.db, category), policy, next, day)

const factsOf = (visit: Visit, policy: Policy): Fact[] => {
  const { t } = visit
  return [
    { label: t('retention:column.rule'), text: ruleText(visit, policy) },
    { label: t('retention:column.active'), text: activeText(visit, policy) },
    { label: t('retention:column.action'), text: t(`retention:action.${policy.action}`) },
    { label: t('retention:column.basis'), text: policy.basis },
    { label: t('retention:column.source'), text: t('retention:source', { source: policy.source, mark: policy.confidence }) },
    { label: t('retention:column.from'), day: policy.validFrom },
  ]
}

const versionColumns = ({ t }: Visit): Columns => ({
  version: { label: t('retention:column.version'), isLead: true },
  rule: { label: t('retention:column.rule'), isWide: true },
  from: { label: t('retention:column.from') },
  by: { label: t('retention:column.by') },
  state: { label: t('retention:column.state') },
  reason: { label: t('web:form.reason'), isSpare: true },
})

const tones = { proposed: 'waiting', signed: 'good', declined: 'neutral' } as const

/** The rule of a version; where it goes below a minimum, that it does. */
const versionText = (visit: Visit, policy: Policy): string => {
  const below = minimumBelow(policy.category, policy.period)
  if (!below) return ruleText(visit, policy)
  return `${ruleText(visit, policy)} · ${visit.t(below.isBinding ? 'retention:version_void' : 'retention:version_below', { text: below.text, period: visit.t('retention:period.month', { count: below.months }) })}`
}

const versionRows = async (visit: Visit, versions: readonly PolicyRow[]) => {
  const names = await namesOfStaff(
    visit.ctx.db,
    versions.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null),
  )
  return versions.map((row) => ({
    version: String(row.version),
    rule: versionText(visit, policyFrom(row)),
    from: row.valid_from,
    by: [row.proposed_by, row.decided_by].filter((id): id is string => id !== null).map((id) => names.get(id) ?? id).join(', ') ||
      visit.t('retention:by_rules'),
    chip: { tone: tones[row.state], label: visit.t(`retention:state.${row.state}`) },
    reason: row.decline_reason ?? row.reason,
  }))
}

const reasonField = ({ t }: Visit, refused: Refused | undefined): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: t('web:form.reason'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

const basisField = ({ t }: Visit, { policy }: One, refused: Refused | undefined): Field => ({
  name: 'basis',
  type: 'text',
  width: 'full',
  maxlength: 200,
  label: t('retention:column.basis'),
  isRequired: true,
  value: String(refused?.values['basis'] ?? policy.basis),
  ...(refused?.errors['basis'] ? { error: t(refused.errors['basis']) } : {}),
})

/** The form that proposes what is shown above it; null while there is nothing that could be proposed. */
const proposalOf = async (visit: Visit, one: One, change: Asked | null, refused: Refused | undefined) => {
  if (!change || Object.keys(change.errors).length > 0) return null
  const { t, lang } = visit
  const difference = await differenceFor(visit, one, { bound: one.policy.bound, period: change.period }, change.validFrom)
  const hidden = {
    length: change.period.length,
    unit: change.period.unit,
    active_length: change.active?.length ?? '',
    active_unit: change.active?.unit ?? untilOrigin,
    valid_from: change.validFrom,
    seen: seenOf(difference),
  }
  return {
    action: `${one.path}/propose`,
    intro: t('retention:change.intro', {
      period: periodText(visit, change.period),
      before: periodText(visit, one.policy.period),
      from: formatDay(change.validFrom, lang),
    }),
    effects: effectsOf(visit, one.policy, change, difference),
    undo: t('retention:change.undo'),
    hidden: Object.entries(hidden).map(([name, value]) => ({ name, value: String(value) })),
    fields: [
      basisField(visit, one, refused),
      reasonField(visit, refused),
      ...belowField(visit, one.policy, change.period, difference, refused?.errors['below_seen']),
    ],
    submit: t('retention:change.submit'),
    isDangerous: difference.earlier > 0,
    cancel: { label: t('web:verb.cancel'), href: one.path },
  }
}

const decisionOf = async (visit: Visit, one: One, refused: Refused | undefined) => {
  const proposed = one.versions.find(({ state }) => state === 'proposed')
  if (!proposed) return null
  const { t, ctx, lang } = visit
  const today = parisDay(ctx.now)
  const next = policyFrom(proposed)
  const difference = await differenceFor(visit, one, next, proposed.valid_from < today ? today : proposed.valid_from)
  const mayDecide = isAllowed(staffOf(visit).roles, 'retention.decide') && proposed.proposed_by !== ctx.actor.id
  const isVoid = minimumBelow(one.category, next.period)?.isBinding
  return {
    missing: mayDecide
      ? (isVoid ? t('retention:decide.below', minimumValues(one.category)) : '')
      : t(proposed.proposed_by === ctx.actor.id ? 'retention:decide.own' : 'retention:decide.not_officer'),
    rule: ruleText(visit, next),
    reason: proposed.reason,
    form: {
      action: `${one.path}/sign`,
      intro: t('retention:decide.intro', { from: formatDay(proposed.valid_from, lang) }),
      effects: effectsOf(visit, one.policy, next, difference),
      undo: t('retention:change.undo'),
      hidden: [{ name: 'seen', value: seenOf(difference) }, { name: 'proposal', value: policyMark(proposed) }],
      fields: belowField(visit, one.policy, next.period, difference, refused?.errors['below_seen']),
      submit: t('retention:decide.submit'),
      isDangerous: difference.earlier > 0,
      cancel: { label: t('web:verb.cancel'), href: '/console/retention' },
    },
    mayDecline: mayDecide,
    decline: {
      action: `${one.path}/decline`,
      proposal: policyMark(proposed),
      field: reasonField(visit, refused),
      isOpen: Boolean(refused?.errors['reason'] ?? (refused?.values['proposal'] && refused.values['reason'])),
    },
  }
}

/** The questions of the look, with what was wrong in what was asked. */
const lookOf = (visit: Visit, { policy, path }: One, values: Record<string, unknown>, errors: FieldErrors) => ({
  action: path,
  fields: refill(changeFields(visit, policy, values), {}, errors, (key) => visit.t(key, minimumValues(policy.category))),
})

/** GET /console/retention/:category: the rule, its versions; a look at what another would do, and the proposal that waits. */
export const showPolicy = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await oneOfPath(visit)
  const decision = await decisionOf(visit, one, refused)
  const mayPropose = isAllowed(staffOf(visit).roles, 'retention.decide') && one.policy.period !== null && !decision
  const values = refused?.values['length'] === undefined ? visit.query : refused.values
  const change = mayPropose ? askedChange(visit, one.policy, values) : null
  const errors = { ...change?.errors, ...refused?.errors }
  return view('retention/policy', {
    title: t(`retention:category.${one.category}`),
    back: { href: '/console/retention', label: t('retention:title') },
    actions: findPurger(one.category) ? [{ label: t('retention:purge.link'), href: `${one.path}/purge`, icon: 'x', kind: 'plain' }] : [],
    chip: confidenceChip(visit, one.policy),
    sentence: ruleText(visit, one.policy),
    errors: errorLines(errors, (key) => t(key, minimumValues(one.category))),
    facts: factsOf(visit, one.policy),
    columns: versionColumns(visit),
    versions: await versionRows(visit, one.versions),
    look: mayPropose ? lookOf(visit, one, values, errors) : null,
    proposal: await proposalOf(visit, one, change, refused),
    decision,
    fixed: one.policy.period === null ? t('retention:change.fixed') : '',
  })
}

const wholeText = z.string().regex(/^\d{1,6}$/, { error: 'retention:field.bad_length' })
const changeForm = z.object({
  length: wholeText.transform(Number),
  unit: z.enum(units),
  active_length: z.union([z.literal(''), wholeText], { error: 'retention:field.bad_length' }).optional(),
  active_unit: z.union([z.literal(''), z.enum(activeUnits)]).optional(),
  valid_from: dayLine(),
  seen: line(80),
  basis: line(200),
  reason: words(2_000),
  below_seen: tick(),
})

/** POST /console/retention/:category/propose */
export const postProposePolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path, policy } = await oneOfPath(visit)
  const said = parse(changeForm, visit.body)
  const active = activeOf(said.active_length ?? '', said.active_unit ?? '', policy)
  await proposePolicy(visit.ctx, {
    category,
    period: { length: said.length, unit: said.unit },
    active,
    validFrom: said.valid_from,
    basis: said.basis,
    reason: said.reason,
    seen: said.seen,
    isBelowSeen: said.below_seen,
  })
  return seeOther(path, good('retention:flash.proposed'))
}

/** POST /console/retention/:category/sign */
export const postSignPolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path } = await oneOfPath(visit)
  const { seen, proposal, below_seen: isBelowSeen } = parse(
    z.object({ seen: line(80), proposal: proposalSeen(), below_seen: tick() }),
    visit.body,
  )
  await signPolicy(visit.ctx, category, { seen, proposal, isBelowSeen })
  return seeOther(path, good('retention:flash.signed'))
}

/** POST /console/retention/:category/decline */
export const postDeclinePolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path } = await oneOfPath(visit)
  await declinePolicy(visit.ctx, category, parse(z.object({ reason: words(2_000), proposal: proposalSeen() }), visit.body))
  return seeOther(path, good('retention:flash.declined'))
}
