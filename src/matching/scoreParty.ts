import { adjustmentsOf, type Adjustment, type Found } from './adjustments.ts'
import { nameKindOf, prepareParty, type Party, type PartyName, type PreparedParty } from './party.ts'
import { scorePrepared, type NamePart } from './scoreName.ts'
import { defaultThresholds, engineVersion, levelOf, type Level, type Thresholds } from './thresholds.ts'

export type PartyScore = {
  /** Of the names alone. */ nameScore: number
  parts: NamePart[]
  queryName: string
  listedName: string
  quality: PartyName['quality']
  /** `nameScore` and what every adjustment moves it by, in all. */ score: number
  adjustments: Adjustment[]
  level: Level
  engineVersion: string
}

/** A nickname that half a region bears is a hint, never a finding: its match stays under this, and so to be reviewed. */
export const weakMost = 0.9
/**
 * What speaks for a match lifts names that are alike; it does not make them alike. An identifier that is the same is looked at whatever the
 * names.
 */
export const supportFrom = 0.7
const sameIdentifierAtLeast = 0.85

type BestName = { nameScore: number; parts: NamePart[]; queryName: string; listedName: string; quality: PartyName['quality'] }

const worthOf = ({ nameScore, quality }: BestName): number => (quality === 'weak' ? Math.min(nameScore, weakMost) : nameScore)

const bestOf = (query: PreparedParty, listed: PreparedParty): BestName => {
  let best: BestName = { nameScore: 0, parts: [], queryName: '', listedName: '', quality: 'primary' }
  for (const asked of query.names) {
    for (const theirs of listed.names) {
      const { score, parts } = scorePrepared(asked, theirs)
      const one: BestName = { nameScore: score, parts, queryName: asked.text, listedName: theirs.text, quality: theirs.quality }
      if (worthOf(one) > worthOf(best) || best.listedName === '') best = one
    }
  }
  return best
}

/**
 * First what speaks against, then what speaks for, each from where the one before it left the score; support only where names are alike.
 */
const moved = (nameScore: number, found: readonly Found[]): { score: number; adjustments: Adjustment[] } => {
  let score = nameScore
  const isSupport = ({ moves }: Found): boolean => moves > 0
  const adjustments = [...found.filter((one) => !isSupport(one)), ...found.filter(isSupport)].map(({ moves, ...told }): Adjustment => {
    const by = moves <= 0 ? Math.max(moves, -score) : nameScore < supportFrom ? 0 : moves * (1 - score)
    score += by
    return { ...told, by }
  })
  return { score, adjustments }
}

const adjusted = ({ nameScore, quality }: BestName, found: readonly Found[]): { score: number; adjustments: Adjustment[] } => {
  const { score, adjustments } = moved(nameScore, found)
  const identifier = adjustments.find(({ on, how }) => on === 'identifier' && how === 'same')
  if (identifier) {
    const lift = Math.max(0, sameIdentifierAtLeast - score)
    return { score: score + lift, adjustments: adjustments.map((one) => (one === identifier ? { ...one, by: one.by + lift } : one)) }
  }
  if (quality !== 'weak' || score <= weakMost) return { score, adjustments }
  return {
    score: weakMost,
    adjustments: [...adjustments, { on: 'weakAlias', how: 'capped', query: null, listed: null, by: weakMost - score }],
  }
}

/**
 * How sure it is that who is asked for is who is listed: the best pair of their names, then all that speaks for and against, each apart.
 */
export const scorePreparedParty = (query: PreparedParty, listed: PreparedParty, thresholds: Thresholds = defaultThresholds): PartyScore => {
  const best = bestOf(query, listed)
  const { score, adjustments } = adjusted(best, adjustmentsOf(query.party, listed.party))
  return { ...best, score, adjustments, level: levelOf(score, thresholds), engineVersion }
}

/** The names of both are read as the listed party's kind has them. */
export const scoreParty = (query: Party, listed: Party, thresholds: Thresholds = defaultThresholds): PartyScore =>
  scorePreparedParty(prepareParty(query, nameKindOf(listed.kind)), prepareParty(listed), thresholds)
