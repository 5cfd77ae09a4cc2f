import { askedOf, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { parseCents } from '#src/kernel/money.ts'
import { groupName } from '#src/monitoring/monitoringWords.page.ts'
import type { Scenario, Thresholds } from '#src/monitoring/scenario.ts'
import { tradeGroups, type TradeGroupName } from '#src/monitoring/tradeGroups.ts'
import type { Field } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { backtestMonths } from './orderBacktest.ts'
import { fieldOf, limitsFor, type ThresholdSet } from './thresholdSet.ts'
import { thresholdName } from './thresholdWords.page.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

/** As it is typed: euros, percent, or a count. */
const typedText = (visit: Visit, name: string, value: number): string => {
  if (!/Cents$|Bps$/.test(name)) return String(value)
  return formatNumber(value / 100, visit.lang, value % 100 === 0 ? 0 : 2).replace(/[\s\u00a0\u202f]/g, '')
}

/** Back to cents, basis points or a count; NaN where it is no number. */
export const typedValue = (name: string, text: string): number => {
  const said = text.replace(/[\s\u00a0\u202f%€]/g, '')
  if (/Cents$/.test(name)) return parseCents(said) ?? Number.NaN
  if (!/Bps$/.test(name)) return /^\d{1,9}$/.test(said) ? Number(said) : Number.NaN
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(said)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : Number.NaN
}

export const scopeIn = (value: unknown): TradeGroupName | null => askedOf(tradeGroups, askedText(value, 20))

/** The set that a form asks for: of everybody, or of one group, which keeps only what differs. */
export const setIn = (scenario: Scenario, now: ThresholdSet, { body }: Pick<Visit, 'body'>): ThresholdSet => {
  const scope = scopeIn(body['scope'])
  const isOn = body['is_on'] === 'on'
  const typed: Thresholds = Object.fromEntries(
    Object.keys(scenario.defaults).map((name) => [name, typedValue(name, askedText(body[name], 20))]),
  )
  if (!scope) return { ...now, isOn, usual: typed }
  const own = body['reset'] === 'on' ? {} : Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== now.usual[name]))
  const { [scope]: _, ...others } = now.byGroup
  return { ...now, isOn, byGroup: Object.keys(own).length > 0 ? { ...others, [scope]: own } : others }
}

const errorOf = ({ t }: Visit, refused: Refused | undefined, name: string, group: TradeGroupName | null = null): string | undefined => {
  const key = refused?.errors[fieldOf(name, group)] ?? refused?.errors[name]
  return key ? t(key) : undefined
}

const unitOf = (
  { t }: Visit,
  name: string,
): string => (/Cents$/.test(name) ? t('thresholds:propose.euros') : /Bps$/.test(name) ? t('thresholds:propose.percent') : '')

const thresholdFields = (
  visit: Visit,
  scenario: Scenario,
  now: ThresholdSet,
  scope: TradeGroupName | null,
  refused: Refused | undefined,
): Field[] => {
  const before = scope ? limitsFor(now, scope) : now.usual
  return Object.keys(scenario.defaults).map((name) => ({
    name,
    label: thresholdName(visit, name),
    value: String(refused?.values[name] ?? typedText(visit, name, before[name]!)),
    width: 'short',
    inputmode: 'decimal',
    maxlength: 20,
    isRequired: true,
    suffix: unitOf(visit, name),
    error: errorOf(visit, refused, name, scope),
  }))
}

/** Which trades it is for, asked first: a form of its own that only looks. */
export const scopeField = (visit: Visit): Field => ({
  name: 'for',
  type: 'select',
  label: visit.t('thresholds:propose.scope'),
  hint: visit.t('thresholds:propose.scope_hint'),
  value: scopeIn(visit.query['for'] ?? visit.body['scope']) ?? '',
  options: [{ value: '', label: visit.t('thresholds:usual') }, ...tradeGroups.map((value) => ({ value, label: groupName(visit, value) }))],
})

export const proposalFields = (visit: Visit, scenario: Scenario, now: ThresholdSet, refused: Refused | undefined): Field[] => {
  const { t, ctx, query, body } = visit
  const scope = scopeIn(query['for'] ?? body['scope'])
  const hasOwn = scope !== null && Object.keys(now.byGroup[scope] ?? {}).length > 0
  const wasTyped = (name: string, usual: boolean): boolean => (refused ? refused.values[name] === 'on' : usual)
  return [
    ...thresholdFields(visit, scenario, now, scope, refused),
    ...(hasOwn
      ? [{ name: 'reset', type: 'checkbox' as const, label: t('thresholds:propose.reset'), value: wasTyped('reset', false) }]
      : []),
    { name: 'is_on', type: 'checkbox', label: t('thresholds:propose.is_on'), value: wasTyped('is_on', now.isOn) },
    {
      name: 'valid_from',
      type: 'date',
      label: t('thresholds:propose.valid_from'),
      value: String(refused?.values['valid_from'] ?? addDays(parisDay(ctx.now), 1)),
      width: 'short',
      isRequired: true,
      error: errorOf(visit, refused, 'valid_from'),
    },
    {
      name: 'months',
      type: 'select',
      label: t('thresholds:propose.months'),
      value: String(refused?.values['months'] ?? '3'),
      width: 'short',
      options: backtestMonths.map((value) => ({ value, label: t('thresholds:propose.months_option', { count: Number(value) }) })),
      error: errorOf(visit, refused, 'months'),
    },
    {
      name: 'reason',
      type: 'textarea',
      rows: 3,
      width: 'full',
      maxlength: 2_000,
      label: t('thresholds:propose.reason'),
      isRequired: true,
      value: String(refused?.values['reason'] ?? ''),
      error: errorOf(visit, refused, 'reason'),
    },
  ]
}
