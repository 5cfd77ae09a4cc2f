import { mccLabel } from '#src/dossiers/mccs.ts'
import { isDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Chip } from '#src/web/components.ts'
import { formatDay, formatNumber, formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { AlertLevel, Figures, Finding, ScenarioId } from './scenario.ts'
import type { TradeGroupName } from './tradeGroups.ts'

type Words = Pick<Visit, 't' | 'lang'>

const keyOf = (id: ScenarioId): string => `monitoring:scenario.${id.toLowerCase().replace('-', '')}`
/** « Fractionnement » */
export const scenarioName = ({ t }: Pick<Visit, 't'>, id: ScenarioId): string => t(`${keyOf(id)}.name`)
export const scenarioWhat = ({ t }: Pick<Visit, 't'>, id: ScenarioId): string => t(`${keyOf(id)}.what`)
export const groupName = ({ t }: Pick<Visit, 't'>, group: TradeGroupName): string => t(`monitoring:group.${group}`)

const tones = { warn: 'warning', high: 'bad' } as const satisfies Record<AlertLevel, Chip['tone']>
export const levelChip = ({ t }: Pick<Visit, 't'>, level: AlertLevel): Chip => ({
  tone: tones[level],
  label: t(`monitoring:level.${level}`),
  icon: level === 'high' ? 'alert' : 'eye',
})

const codes = ({ t }: Words, kind: 'criterion' | 'pattern', text: string): string =>
  text.split(' ').map((one) => t(`monitoring:${kind}.${one}`)).join(', ')

/** A figure as one says it: its name ends with its unit. */
export const figureText = (words: Words, name: string, value: number | string): string => {
  const { lang } = words
  if (typeof value === 'string')
    return name === 'criteria'
      ? codes(words, 'criterion', value)
      : name === 'patterns'
      ? codes(words, 'pattern', value)
      : name === 'mcc'
      ? mccLabel(value, lang)
      : isDay(value)
      ? formatDay(value, lang)
      : value
  if (name.endsWith('Cents')) return formatCents(value, 'eur', lang)
  return name.endsWith('Bps') ? formatPercent(value, lang) : formatNumber(value, lang)
}

const spoken = (words: Words, figures: Figures): Record<string, string> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, figureText(words, name, value)]))

/** Why an alert is raised, as a sentence. */
export const sentenceOf = (words: Words, { says, inputs, values, limits }: Omit<Finding, 'level'>): string =>
  words.t(`monitoring:says.${says}`, { ...spoken(words, inputs), ...spoken(words, values), limit: spoken(words, limits) })
