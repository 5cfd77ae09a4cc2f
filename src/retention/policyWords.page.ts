import type { Chip } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { isAwaitingOfficer, type Period, type Policy } from './policy.ts'

export const periodText = (
  { t }: Pick<Visit, 't'>,
  period: Period | null,
): string => (period ? t(`retention:period.${period.unit}`, { count: period.length }) : '')

/** « au moins 60 mois à compter de la fin de la relation » */
export const ruleText = ({ t }: Pick<Visit, 't'>, { bound, period, origin }: Pick<Policy, 'bound' | 'period' | 'origin'>): string =>
  t(`retention:rule.${bound}`, { period: periodText({ t }, period), origin: t(`retention:origin.${origin}`) })

export const activeText = ({ t }: Pick<Visit, 't'>, { active, bound }: Pick<Policy, 'active' | 'bound'>): string =>
  active
    ? (active.length === 0 ? t('retention:active.none') : t('retention:active.so_long', { period: periodText({ t }, active) }))
    : t(bound === 'maximum' ? 'retention:active.whole' : 'retention:active.until_origin')

export const confidenceChip = ({ t }: Pick<Visit, 't'>, policy: Policy): Chip =>
  isAwaitingOfficer(policy)
    ? { tone: 'warning', label: t('retention:awaiting') }
    : { tone: 'good', label: t(policy.version === 1 ? 'retention:sourced' : 'retention:signed') }
