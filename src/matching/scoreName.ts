import { alignWords, type Pairing } from './alignWords.ts'
import { worths, type How } from './compareWords.ts'
import { prepareName, type PreparedName } from './prepareName.ts'
import type { NameKind, Word } from './word.ts'

/** One line of the explanation. Weights of a name sum to 1; `weight × worth`, summed, is the score. */
export type NamePart = { query: string | null; listed: string | null; how: How; weight: number; worth: number }
export type NameScore = { score: number; parts: NamePart[] }

/** How much a word counts that the other name has not, or has another one for, beside one that both have. */
export const against = {
  person: { missing: 0.25, missingBesideOne: 0.5, unlike: 1.9 },
  organisation: { missing: 0.7, missingBesideOne: 0.7, unlike: 1.6 },
}

const sum = (words: readonly Word[]): number => words.reduce((all, { weight }) => all + weight, 0)

const heaviness = ({ how, a, b }: Pairing, { missing, unlike }: { missing: number; unlike: number }): number => {
  const own = sum(a) + sum(b)
  if (how === 'missing') return own * missing
  return how === 'unlike' ? own * unlike : own
}

/** Who shares one word with somebody shares it with thousands: what else there is weighs more then (Malik Laughlin, Abu Malik). */
const factorsOf = (pairings: readonly Pairing[], kind: NameKind): { missing: number; unlike: number } => {
  const { missing, missingBesideOne, unlike } = against[kind]
  const agreed = pairings
    .filter(({ worth, a, b }) => worth > 0 && a.some(({ role }) => role !== 'little') && b.some(({ role }) => role !== 'little'))
    .reduce((words, { a, b }) => words + Math.max(a.length, b.length), 0)
  return { missing: agreed > 1 ? missing : missingBesideOne, unlike }
}

const textOf = (words: readonly Word[]): string | null => (words.length > 0 ? words.map(({ text }) => text).join(' ') : null)
const dropped = (query: PreparedName, listed: PreparedName): NamePart[] => [
  ...query.dropped.map((form): NamePart => ({ query: form, listed: null, how: 'form', weight: 0, worth: 0 })),
  ...listed.dropped.map((form): NamePart => ({ query: null, listed: form, how: 'form', weight: 0, worth: 0 })),
]

const partsOf = (a: PreparedName, b: PreparedName): NamePart[] => {
  const pairings = alignWords(a, b)
  const factors = factorsOf(pairings, a.kind)
  const weights = pairings.map((pairing) => heaviness(pairing, factors))
  const all = weights.reduce((total, weight) => total + weight, 0)
  return pairings.map(({ how, worth, a: own, b: other }, at) => ({
    query: textOf(own),
    listed: textOf(other),
    how,
    weight: weights[at]! / all,
    worth,
  }))
}

/** PLA for People's Liberation Army: three letters at least, all words. */
const isAcronym = (a: PreparedName, b: PreparedName): boolean =>
  a.kind === 'organisation' && a.words.length === 1 && b.words.length > 2 && a.words[0]!.text.length > 2 && a.words[0]!.text === b.initials
const acronym = (a: PreparedName, b: PreparedName): NameScore => ({
  score: worths.acronym,
  parts: [{ query: textOf(a.words), listed: textOf(b.words), how: 'acronym', weight: 1, worth: worths.acronym }],
})

const flipped = (parts: NamePart[]): NamePart[] => parts.map(({ query, listed, ...rest }) => ({ query: listed, listed: query, ...rest }))

/** How alike two names are, 0 to 1, and why, word by word. Which is the query makes no difference to the score. */
export const scorePrepared = (query: PreparedName, listed: PreparedName): NameScore => {
  if (query.words.length === 0 || listed.words.length === 0) return { score: 0, parts: [] }
  if (isAcronym(query, listed) || isAcronym(listed, query)) return acronym(query, listed)
  const parts = query.form <= listed.form ? partsOf(query, listed) : flipped(partsOf(listed, query))
  return { score: parts.reduce((score, { weight, worth }) => score + weight * worth, 0), parts: [...parts, ...dropped(query, listed)] }
}

export const scoreName = (query: string, listed: string, kind: NameKind): NameScore =>
  scorePrepared(prepareName(query, kind), prepareName(listed, kind))
