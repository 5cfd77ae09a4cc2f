import type { Birth } from './party.ts'

/** How two birth dates answer to each other, from the best to the worst. `year`: all that is known of one is its year, and it fits. */
export const birthLikenesses = ['same', 'swapped', 'oneDigit', 'year', 'near', 'sameYear', 'nextYear', 'other', 'generation'] as const
export type BirthLikeness = (typeof birthLikenesses)[number]

const yearOf = (day: string): number => Number(day.slice(0, 4))
const isExact = ({ from, to }: Birth): boolean => from === to
const isSwapped = (a: string, b: string): boolean =>
  a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8, 10) && a.slice(8, 10) === b.slice(5, 7)
/** One figure of eight was misread: 1964 and 1969, 08 and 03. */
const isOneDigit = (a: string, b: string): boolean => [...a].filter((digit, at) => digit !== b[at]).length === 1
/** Years between two spans; 0 where they meet. */
const gapOf = (a: Birth, b: Birth): number => Math.max(0, yearOf(a.from) - yearOf(b.to), yearOf(b.from) - yearOf(a.to))

const compareExact = (a: string, b: string): BirthLikeness | null => {
  if (a === b) return 'same'
  if (isSwapped(a, b)) return 'swapped'
  return isOneDigit(a, b) ? 'oneDigit' : null
}

const compareBirth = (a: Birth, b: Birth): BirthLikeness => {
  const exact = isExact(a) && isExact(b)
  const alike = exact ? compareExact(a.from, b.from) : null
  if (alike) return alike
  const isCirca = a.isCirca || b.isCirca
  if (!exact && a.from <= b.to && b.from <= a.to) return 'year'
  const gap = gapOf(a, b)
  if (isCirca && gap <= 3) return 'near'
  if (gap === 0) return 'sameYear'
  if (gap === 1) return 'nextYear'
  return gap < 12 ? 'other' : 'generation'
}

/** The best of all pairs; a listed person may have several dates. Null: one side has none. */
export const compareBirths = (
  query: readonly Birth[],
  listed: readonly Birth[],
): { likeness: BirthLikeness; query: Birth; listed: Birth } | null => {
  const pairs = query.flatMap((one) => listed.map((other) => ({ likeness: compareBirth(one, other), query: one, listed: other })))
  return pairs.sort((a, b) => birthLikenesses.indexOf(a.likeness) - birthLikenesses.indexOf(b.likeness))[0] ?? null
}
