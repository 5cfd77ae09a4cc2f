import { scoreParty, type PartyScore } from '#src/matching/scoreParty.ts'
import type { LabelledPair } from './labelledPairs.ts'

export type ScoredPair = LabelledPair & { scored: PartyScore }
export const scoreAll = (pairs: readonly LabelledPair[]): ScoredPair[] =>
  pairs.map((pair) => ({ ...pair, scored: scoreParty(pair.query, pair.listed) }))

export type Figures = { threshold: number; recall: number; precision: number; f1: number; misses: number; falseAlarms: number }

const rounded = (ratio: number): number => Math.round(ratio * 10_000) / 10_000
const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

export const figuresAt = (all: readonly ScoredPair[], threshold: number): Figures => {
  const isRaised = ({ scored }: ScoredPair): boolean => scored.score >= threshold
  const [same, raised] = [all.filter(({ isMatch }) => isMatch), all.filter(isRaised)]
  const found = same.filter(isRaised).length
  const [recall, precision] = [ratio(found, same.length), ratio(found, raised.length)]
  return {
    threshold,
    recall: rounded(recall),
    precision: rounded(precision),
    f1: rounded(recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision)),
    misses: same.length - found,
    falseAlarms: raised.length - found,
  }
}

const shown = ({ scored }: ScoredPair): string =>
  [
    ...scored.parts.filter(({ weight }) => weight > 0).map(({ query, listed, how, weight, worth }) =>
      `${query ?? '–'} ~ ${listed ?? '–'} ${how} ${weight.toFixed(2)} × ${worth.toFixed(2)}`
    ),
    ...scored.adjustments.map(({ on, how, query, listed, by }) =>
      `${on} ${how} ${query ?? '–'} ~ ${listed ?? '–'} ${by >= 0 ? '+' : ''}${by.toFixed(2)}`
    ),
  ]
    .join(' · ')

/** Every pair that was judged otherwise, the farthest from the threshold first, with what its score is made of. */
export const wrongOnes = (all: readonly ScoredPair[], threshold: number): string[] =>
  all
    .filter(({ isMatch, scored }) => isMatch !== scored.score >= threshold)
    .sort((a, b) => Math.abs(b.scored.score - threshold) - Math.abs(a.scored.score - threshold))
    .map((pair) =>
      `${pair.isMatch ? 'miss ' : 'alarm'} ${pair.scored.score.toFixed(3)} (names ${pair.scored.nameScore.toFixed(3)})  ${pair.query.names[0]!.text} | ${pair.listed.names[0]!.text}\n        ${shown(pair)}`
    )

export const tableOf = (all: readonly ScoredPair[]): string =>
  [
    'threshold  recall  precision  f1      misses  alarms',
    ...[0.75, 0.8, 0.825, 0.85, 0.875, 0.9, 0.925, 0.95].map((at) => figuresAt(all, at)).map((one) =>
      `${one.threshold.toFixed(3).padEnd(11)}${one.recall.toFixed(3).padEnd(8)}${one.precision.toFixed(3).padEnd(11)}${one.f1.toFixed(3).padEnd(8)}${String(one.misses).padEnd(8)}${one.falseAlarms}`
    ),
  ]
    .join('\n')
