import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import type { FieldErrors } from '#src/kernel/errors.ts'
import type { Effect, Field } from '#src/web/components.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Difference } from './change.ts'
import { minimumBelow, minimumOf, type LegalMinimum } from './legalMinimum.ts'
import type { Category, Period, Policy } from './policy.ts'
import { activeText } from './policyWords.page.ts'
import { faultsOf } from './proposePolicy.ts'
import { isCounted } from './records.sql.ts'

export const units = ['month', 'day'] as const
/** The unit of an active time that lasts until the period begins: nobody loses fifteen months by leaving a field empty. */
export const untilOrigin = 'none'
export const activeUnits = [...units, untilOrigin] as const

export type Asked = { period: Period; active: Period | null; validFrom: Day; errors: FieldErrors }

/** Six figures: what is too long is said to be too long, and not cut to what is not. */
const whole = (said: string): number | null => (/^\d{1,6}$/.test(said) ? Number(said) : null)

/** The active time that a form or an address says; where it says none, the one in force. */
export const activeOf = (length: string, unit: string, policy: Pick<Policy, 'active' | 'period'>): Period | null => {
  if (unit === untilOrigin) return null
  if (length === '') return policy.active
  return { length: whole(length) ?? Number.NaN, unit: askedOf(units, unit) ?? policy.active?.unit ?? policy.period?.unit ?? 'month' }
}

/**
 * What is asked to be shown of a change, and what is wrong with it: from the address, or a form that was refused, so that the look at it
 * changes nothing. Null: nothing is asked.
 */
export const askedChange = ({ ctx }: Visit, policy: Policy, values: Record<string, unknown>): Asked | null => {
  const said = (name: string, max: number): string => askedText(values[name], max)
  if (!policy.period || said('length', 12) === '') return null
  const today = parisDay(ctx.now)
  const period = { length: whole(said('length', 12)) ?? Number.NaN, unit: askedOf(units, said('unit', 5)) ?? policy.period.unit }
  const change = {
    category: policy.category,
    period,
    active: activeOf(said('active_length', 12), said('active_unit', 5), policy),
    validFrom: askedDay(values['valid_from']) ?? addDays(today, 1),
  }
  // a day that was mistyped is never tomorrow
  const isNoDay = values['valid_from'] !== undefined && askedDay(values['valid_from']) === null
  return { ...change, errors: { ...faultsOf(change, today), ...(isNoDay ? { valid_from: 'web:field.bad_date' } : {}) } }
}

/** What a text says of a category, as values of any sentence about a field. */
export const minimumValues = (category: Category): { text: string; months: number } => {
  const minimum = minimumOf(category)
  return { text: minimum?.text ?? '', months: minimum?.months ?? 0 }
}

const belowEffect = ({ t }: Visit, { text, months, origin }: LegalMinimum): Effect => ({
  figure: t('retention:period.month', { count: months }),
  text: t('retention:change.below', { text, origin: t(`retention:origin.${origin}`) }),
  tone: 'bad',
})

const activeEffect = (visit: Visit, old: Policy, active: Period | null): Effect[] => {
  const [before, after] = [activeText(visit, old), activeText(visit, { ...old, active })]
  return before === after ? [] : [{ figure: after, text: visit.t('retention:change.active', { before }), tone: 'warning' }]
}

const countEffects = ({ t, lang }: Visit, category: Category, { records, earlier, later, atOnce, firstEnd }: Difference): Effect[] => {
  if (!isCounted(category)) return [{ figure: '—', text: t('retention:change.not_counted') }]
  const count = (n: number): string => formatNumber(n, lang)
  return [
    { figure: count(records), text: t('retention:change.records', { count: records }) },
    { figure: count(earlier), text: t('retention:change.earlier', { count: earlier }), tone: earlier > 0 ? 'warning' : 'neutral' },
    { figure: count(atOnce), text: t('retention:change.at_once', { count: atOnce }), tone: atOnce > 0 ? 'bad' : 'neutral' },
    { figure: count(later), text: t('retention:change.later', { count: later }) },
    ...(firstEnd ? [{ figure: formatDay(firstEnd, lang), text: t('retention:change.first_end') }] : []),
  ]
}

/** That it goes below a minimum before all else; then the figures, and what changes on the screens. */
export const effectsOf = (visit: Visit, old: Policy, next: Pick<Policy, 'period' | 'active'>, difference: Difference): Effect[] => {
  const below = minimumBelow(old.category, next.period)
  return [
    ...(below ? [belowEffect(visit, below)] : []),
    ...countEffects(visit, old.category, difference),
    ...activeEffect(visit, old, next.active),
  ]
}

/** Ticked by each of the two, where a minimum is gone below: that it was read, and what it would end. */
export const belowField = (
  { t, lang }: Visit,
  { category }: Policy,
  period: Period | null,
  difference: Difference,
  error: string | undefined,
): Field[] => {
  const below = minimumBelow(category, period)
  if (!below) return []
  const label = t(isCounted(category) ? 'retention:change.below_seen' : 'retention:change.below_seen_uncounted', {
    text: below.text,
    period: t('retention:period.month', { count: below.months }),
    earlier: formatNumber(difference.earlier, lang),
    atOnce: formatNumber(difference.atOnce, lang),
  })
  return [{ name: 'below_seen', type: 'checkbox', label, value: false, isRequired: true, ...(error ? { error: t(error) } : {}) }]
}

export const changeFields = ({ t, ctx }: Visit, policy: Policy, values: Record<string, unknown>): Field[] => {
  const said = (name: string, fallback: string): string => askedText(values[name], 12) || fallback
  const options = (all: readonly string[]) =>
    all.map((value) => ({
      value,
      label: value === untilOrigin
        ? t(policy.bound === 'maximum' ? 'retention:unit.whole' : 'retention:unit.until_origin')
        : t(`retention:unit.${value}`),
    }))
  return [
    {
      name: 'length',
      type: 'number',
      label: t('retention:change.length'),
      value: said('length', String(policy.period?.length ?? '')),
      width: 'tiny',
      min: 0,
      isRequired: true,
    },
    {
      name: 'unit',
      type: 'select',
      label: t('retention:change.unit'),
      value: said('unit', policy.period?.unit ?? 'month'),
      options: options(units),
      width: 'short',
    },
    {
      name: 'active_length',
      type: 'number',
      label: t('retention:change.active_length'),
      hint: t('retention:change.active_hint'),
      value: said('active_length', String(policy.active?.length ?? '')),
      width: 'tiny',
      min: 0,
      isOptional: true,
    },
    {
      name: 'active_unit',
      type: 'select',
      label: t('retention:change.unit'),
      value: said('active_unit', policy.active?.unit ?? untilOrigin),
      options: options(activeUnits),
      width: 'medium',
    },
    {
      name: 'valid_from',
      type: 'date',
      label: t('retention:column.from'),
      value: values['valid_from'] === undefined ? addDays(parisDay(ctx.now), 1) : askedText(values['valid_from'], 12),
      width: 'short',
      isRequired: true,
    },
  ]
}
