import { countryName } from '#src/dossiers/countries.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { FactorId, Says } from '#src/riskTables/factor.ts'
import { riskTones } from '#src/reviews/words.page.ts'
import type { Chip, Tab } from '#src/web/components.ts'
import { formatPercent } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { RiskLevel } from './rating.ts'

type Said = Pick<Visit, 't' | 'lang'>

export const ratingTabs = ({ t }: Said, current: 'list' | 'table' | 'countries'): Tab[] =>
  ([['list', '/console/ratings'], ['table', '/console/ratings/table'], ['countries', '/console/ratings/countries']] as const).map((
    [name, href],
  ) => ({ label: t(`ratings:tab.${name}`), href, isCurrent: name === current }))

export const levelChip = ({ t }: Said, level: RiskLevel): Chip => ({
  tone: riskTones[level],
  icon: 'scale',
  label: t(`reviews:risk.${level}`),
})
export const levelText = ({ t }: Said, level: RiskLevel): string => t(`reviews:risk.${level}`).toLowerCase()
export const reasonText = ({ t }: Said, id: FactorId): string => t(`dossiers:risk.${id}`)
export const axisText = ({ t }: Said, axis: string): string => t(`ratings:axis.${axis}`)

const valueText = ({ lang }: Said, name: string, value: Says[string]): string => {
  if (Array.isArray(value)) return value.map((code) => countryName(code, lang)).join(', ')
  if (name.endsWith('Cents')) return formatCents(Number(value), 'EUR', lang)
  return name.endsWith('Bps') ? formatPercent(Number(value), lang) : String(value)
}

/** « 90 000 € par mois, à partir de 50 000 € »: what a reason rests on; nothing where its name says it all. */
export const factText = (visit: Said, { id, says }: { id: FactorId; says: Says }): string => {
  const key = `ratings:says.${id}`
  const values = Object.fromEntries(
    Object.entries(says).map(([name, value]) => [name.replace(/(Cents|Bps)$/, ''), valueText(visit, name, value)]),
  )
  return hasText(visit.lang, key) ? visit.t(key, values) : ''
}

/** « décide seul », « 40 points ». */
export const pointsText = (
  { t }: Said,
  { points, isDecisive }: { points: number; isDecisive: boolean },
): string => (isDecisive ? t('ratings:decides') : t('ratings:points', { count: points }))
