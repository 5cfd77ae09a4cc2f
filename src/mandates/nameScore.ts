import { compactOf, likeness, writingsOf } from '#src/checks/compare/words.ts'

/** « MARTIN Pierre » is Pierre Martin: banks do not agree on which comes first. */
const inOrder = (words: readonly string[]): string => compactOf([...words].sort())

const alike = (a: readonly string[], b: readonly string[]): number =>
  Math.max(likeness(compactOf(a), compactOf(b)), likeness(inOrder(a), inOrder(b)))

/** How near two names are: 0 nothing in common, 100 the same once accents, capitals, hyphens and the order of words are put aside. */
export const nameScore = (asked: string, known: string): number => {
  const scores = writingsOf(asked).flatMap((a) => writingsOf(known).map((b) => (a.length === 0 || b.length === 0 ? 0 : alike(a, b))))
  return Math.round(100 * Math.max(...scores))
}
