import { groupName, figureText } from '#src/monitoring/monitoringWords.page.ts'
import type { Thresholds } from '#src/monitoring/scenario.ts'
import { tradeGroups } from '#src/monitoring/tradeGroups.ts'
import type { Chip } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { ThresholdSet } from './thresholdSet.ts'
import type { VersionRow } from './versions.sql.ts'

type Words = Pick<Visit, 't' | 'lang'>

export const thresholdName = ({ t }: Pick<Visit, 't'>, name: string): string => t(`thresholds:name.${name}`)

const listed = (words: Words, some: Thresholds): string =>
  Object.entries(some).map(([name, value]) => `${thresholdName(words, name)} ${figureText(words, name, value)}`).join(' · ')

/** All the thresholds of a scenario in a line, and for how many trades there are others. */
export const limitsText = (words: Words, { usual, byGroup }: ThresholdSet): string => {
  const apart = Object.values(byGroup).filter((some) => Object.keys(some).length > 0).length
  return [listed(words, usual), ...(apart > 0 ? [words.t('monitoring:overrides', { count: apart })] : [])].join(' · ')
}

/** What one set changes of another, each threshold with its two values. */
export const changesText = (words: Words, before: ThresholdSet, after: ThresholdSet): string => {
  const { t } = words
  const changes = (was: Thresholds, is: Thresholds, prefix: string): string[] =>
    [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((name) => was[name] !== is[name])
      .map((name) =>
        `${prefix}${thresholdName(words, name)} ${was[name] === undefined ? '—' : figureText(words, name, was[name])} → ${is[name] === undefined ? '—' : figureText(words, name, is[name])}`
      )
  const all = [
    ...(before.isOn === after.isOn ? [] : [t(after.isOn ? 'thresholds:started' : 'thresholds:stopped')]),
    ...changes(before.usual, after.usual, ''),
    ...tradeGroups.flatMap((group) => changes(before.byGroup[group] ?? {}, after.byGroup[group] ?? {}, `${groupName(words, group)}, `)),
  ]
  return all.join(' · ') || t('thresholds:same')
}

const tones = { proposed: 'waiting', signed: 'good', declined: 'warning', withdrawn: 'neutral' } as const satisfies Record<
  VersionRow['state'],
  Chip['tone']
>
export const versionChip = ({ t }: Pick<Visit, 't'>, state: VersionRow['state']): Chip => ({
  tone: tones[state],
  label: t(`thresholds:state.${state}`),
})
