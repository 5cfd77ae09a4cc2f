import { z } from 'zod'
import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Effect, type Fact, type Field } from '#src/web/components.ts'
import { line, parse, words } from '#src/web/fields.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { compare, seenOf, type Difference } from './change.ts'
import { declinePolicy, signPolicy } from './decidePolicy.ts'
import { categories, inForceOn, type Category, type Period, type Policy } from './policy.ts'
import { listSigned, listVersions, policyFrom, type PolicyRow } from './policies.sql.ts'
import { activeText, confidenceChip, periodText, ruleText } from './policyWords.page.ts'
import { proposePolicy } from './proposePolicy.ts'
import { isCounted, listBegun } from './records.sql.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
type One = { category: Category; policy: Policy; versions: PolicyRow[]; path: string }

const oneOfPath = async (visit: Visit): Promise<One> => {
  const category = askedOf(categories, param(visit, 'category'))
  if (!category) throw notFound()
  const [signed, versions] = await Promise.all([listSigned(visit.ctx.db), listVersions(visit.ctx.db, category)])
  return { category, versions, policy: inForceOn(signed, category, parisDay(visit.ctx.now))!, path: `/console/retention/${category}` }
}

const units = ['month', 'day'] as const

/** What is asked to be shown of a change: from the address, so that the look at it changes nothing. */
const askedChange = ({ query, ctx }: Visit, { policy }: One): { period: Period; active: Period | null; validFrom: Day } | null => {
  const whole = (said: unknown): number | null => (/^\d{1,5}$/.test(askedText(said, 5)) ? Number(askedText(said, 5)) : null)
  const length = whole(query['length'])
  const unit = askedOf(units, askedText(query['unit'], 5)) ?? policy.period?.unit ?? 'month'
  if (length === null || !policy.period) return null
  const activeLength = whole(query['active_length'])
  return { period: { length, unit }, active: activeLength === null ? null : { length: activeLength, unit: askedOf(units, askedText(query['active_unit'], 5)) ?? unit }, validFrom: askedDay(query['valid_from']) ?? addDays(parisDay(ctx.now), 1) }
}

const differenceFor = async ({ ctx }: Visit, { category, policy }: One, next: Pick<Policy, 'bound' | 'period'>, day: Day): Promise<Difference> => compare(await listBegun(ctx.db, category), policy, next, day)

const effectsOf = ({ t, lang }: Visit, category: Category, { records, earlier, later, atOnce, firstEnd }: Difference): Effect[] => {
  if (!isCounted(category)) return [{ figure: '—', text: t('retention:change.not_counted') }]
  const count = (n: number): string => formatNumber(n, lang)
  return [
    { figure: count(records), text: t('retention:change.records', { count: records }) }, { figure: count(earlier), text: t('retention:change.earlier', { count: earlier }), tone: earlier > 0 ? 'warning' : 'neutral' },
    { figure: count(atOnce), text: t('retention:change.at_once', { count: atOnce }), tone: atOnce > 0 ? 'bad' : 'neutral' }, { figure: count(later), text: t('retention:change.later', { count: later }) },
    ...(firstEnd ? [{ figure: formatDay(firstEnd, lang), text: t('retention:change.first_end') }] : []),
  ]
}

const factsOf = (visit: Visit, policy: Policy): Fact[] => {
  const { t } = visit
  return [
    { label: t('retention:column.rule'), text: ruleText(visit, policy) }, { label: t('retention:column.active'), text: activeText(visit, policy) }, { label: t('retention:column.action'), text: t(`retention:action.${policy.action}`) },
    { label: t('retention:column.basis'), text: policy.basis }, { label: t('retention:column.source'), text: t('retention:source', { source: policy.source, mark: policy.confidence }) }, { label: t('retention:column.from'), day: policy.validFrom },
  ]
}

const versionColumns = ({ t }: Visit): Columns => ({
  version: { label: t('retention:column.version'), isLead: true }, rule: { label: t('retention:column.rule'), isWide: true }, from: { label: t('retention:column.from') }, by: { label: t('retention:column.by') }, state: { label: t('retention:column.state') }, reason: { label: t('web:form.reason'), isSpare: true },
})

const tones = { proposed: 'waiting', signed: 'good', declined: 'neutral' } as const

const versionRows = async (visit: Visit, versions: readonly PolicyRow[]) => {
  const names = await namesOfStaff(visit.ctx.db, versions.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null))
  return versions.map((row) => ({
    version: String(row.version), rule: ruleText(visit, policyFrom(row)), from: row.valid_from, by: [row.proposed_by, row.decided_by].filter((id): id is string => id !== null).map((id) => names.get(id) ?? id).join(', ') || visit.t('retention:by_rules'),
    chip: { tone: tones[row.state], label: visit.t(`retention:state.${row.state}`) }, reason: row.decline_reason ?? row.reason,
  }))
}

const changeFields = ({ t, query, ctx }: Visit, { policy }: One): Field[] => {
  const said = (name: string, fallback: string): string => askedText(query[name], 12) || fallback
  const unitOptions = units.map((value) => ({ value, label: t(`retention:unit.${value}`) }))
  return [
    { name: 'length', type: 'number', label: t('retention:change.length'), value: said('length', String(policy.period?.length ?? '')), width: 'tiny', min: 0, isRequired: true }, { name: 'unit', type: 'select', label: t('retention:change.unit'), value: said('unit', policy.period?.unit ?? 'month'), options: unitOptions, width: 'short' },
    { name: 'active_length', type: 'number', label: t('retention:change.active_length'), hint: t('retention:change.active_hint'), value: said('active_length', String(policy.active?.length ?? '')), width: 'tiny', min: 0, isOptional: true },
    { name: 'active_unit', type: 'select', label: t('retention:change.unit'), value: said('active_unit', policy.active?.unit ?? policy.period?.unit ?? 'month'), options: unitOptions, width: 'short' },
    { name: 'valid_from', type: 'date', label: t('retention:column.from'), value: said('valid_from', addDays(parisDay(ctx.now), 1)), width: 'short', isRequired: true },
  ]
}

const reasonField = ({ t }: Visit, refused: Refused | undefined): Field => ({
  name: 'reason', type: 'textarea', rows: 3, width: 'full', maxlength: 2_000, label: t('web:form.reason'), isRequired: true, value: String(refused?.values['reason'] ?? ''), ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

const basisField = ({ t }: Visit, { policy }: One, refused: Refused | undefined): Field => ({
  name: 'basis', type: 'text', width: 'full', maxlength: 200, label: t('retention:column.basis'), isRequired: true, value: String(refused?.values['basis'] ?? policy.basis), ...(refused?.errors['basis'] ? { error: t(refused.errors['basis']) } : {}),
})

/** The form that proposes what is shown above it. */
const proposalOf = async (visit: Visit, one: One, refused: Refused | undefined) => {
  const change = askedChange(visit, one)
  if (!change) return null
  const { t, lang } = visit
  const difference = await differenceFor(visit, one, { bound: one.policy.bound, period: change.period }, change.validFrom)
  const hidden = { length: change.period.length, unit: change.period.unit, active_length: change.active?.length ?? '', active_unit: change.active?.unit ?? '', valid_from: change.validFrom, seen: seenOf(difference) }
  return {
    action: `${one.path}/propose`, intro: t('retention:change.intro', { period: periodText(visit, change.period), before: periodText(visit, one.policy.period), from: formatDay(change.validFrom, lang) }), effects: effectsOf(visit, one.category, difference), undo: t('retention:change.undo'),
    hidden: Object.entries(hidden).map(([name, value]) => ({ name, value: String(value) })), fields: [basisField(visit, one, refused), reasonField(visit, refused)], submit: t('retention:change.submit'), isDangerous: difference.earlier > 0, cancel: { label: t('web:verb.cancel'), href: one.path },
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
  return {
    missing: mayDecide ? '' : t(proposed.proposed_by === ctx.actor.id ? 'retention:decide.own' : 'retention:decide.not_officer'), rule: ruleText(visit, next), reason: proposed.reason,
    form: {
      action: `${one.path}/sign`, intro: t('retention:decide.intro', { from: formatDay(proposed.valid_from, lang) }), effects: effectsOf(visit, one.category, difference), undo: t('retention:change.undo'), hidden: [{ name: 'seen', value: seenOf(difference) }], fields: [], submit: t('retention:decide.submit'),
      isDangerous: difference.earlier > 0, cancel: { label: t('web:verb.cancel'), href: '/console/retention' },
    },
    decline: { action: `${one.path}/decline`, field: reasonField(visit, refused), isOpen: Boolean(refused?.errors['reason']) },
  }
}

/** GET /console/retention/:category: the rule, its versions; a look at what another would do, and the proposal that waits. */
export const showPolicy = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await oneOfPath(visit)
  const decision = await decisionOf(visit, one, refused)
  const mayPropose = isAllowed(staffOf(visit).roles, 'retention.decide') && one.policy.period !== null && !decision
  return view('retention/policy', {
    title: t(`retention:category.${one.category}`), back: { href: '/console/retention', label: t('retention:title') }, actions: findPurger(one.category) ? [{ label: t('retention:purge.link'), href: `${one.path}/purge`, icon: 'x', kind: 'plain' }] : [], chip: confidenceChip(visit, one.policy), sentence: ruleText(visit, one.policy), errors: refused ? errorLines(refused.errors, t) : [], facts: factsOf(visit, one.policy),
    columns: versionColumns(visit), versions: await versionRows(visit, one.versions), look: mayPropose ? { action: one.path, fields: changeFields(visit, one) } : null, proposal: mayPropose ? await proposalOf(visit, one, refused) : null, decision,
    fixed: one.policy.period === null ? t('retention:change.fixed') : '',
  })
}

const wholeText = z.string().regex(/^\d{1,5}$/, { error: 'retention:field.bad_length' }).transform(Number)
const changeForm = z.object({
  length: wholeText, unit: z.enum(units), active_length: z.union([z.literal(''), wholeText]), active_unit: z.union([z.literal(''), z.enum(units)]), valid_from: line(10), seen: line(80), basis: line(200), reason: words(2_000),
})

/** POST /console/retention/:category/propose */
export const postProposePolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path } = await oneOfPath(visit)
  const said = parse(changeForm, visit.body)
  const active = said.active_length === '' ? null : { length: said.active_length, unit: said.active_unit || said.unit }
  await proposePolicy(visit.ctx, { category, period: { length: said.length, unit: said.unit }, active, validFrom: askedDay(said.valid_from) ?? '0001-01-01', basis: said.basis, reason: said.reason, seen: said.seen })
  return seeOther(path, good('retention:flash.proposed'))
}

/** POST /console/retention/:category/sign */
export const postSignPolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path } = await oneOfPath(visit)
  await signPolicy(visit.ctx, category, parse(z.object({ seen: line(80) }), visit.body))
  return seeOther(path, good('retention:flash.signed'))
}

/** POST /console/retention/:category/decline */
export const postDeclinePolicy = async (visit: Visit): Promise<Answer> => {
  const { category, path } = await oneOfPath(visit)
  await declinePolicy(visit.ctx, category, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(path, good('retention:flash.declined'))
}
