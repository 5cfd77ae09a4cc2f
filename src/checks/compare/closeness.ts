import { compactOf, distance, likeness, writingsOf } from './words.ts'

/**
 * - same: the same once accents, case, hyphens and blanks are put aside.
 * - part: one holds the other and more. near: as a misreading would be. Neither proves nor disproves.
 * - other: not the same, and no misreading explains it.
 */
export type Closeness = 'same' | 'part' | 'near' | 'other'

/** Below that, nothing that was guessed can disprove. */
const weak = 60
/** From there on, two wrong letters in a short word are no misreading. */
const strong = 90

const hasAll = (whole: readonly string[], part: readonly string[]): boolean => part.length > 0 && part.every((word) => whole.includes(word))

const bestLikeness = (word: string, words: readonly string[]): number => Math.max(0, ...words.map((one) => likeness(word, one)))

/** A word on each side that nothing on the other resembles: « TROIS » against « QUATRE ». */
const hasStrangers = (a: readonly string[], b: readonly string[]): boolean => {
  const strange = (words: readonly string[], others: readonly string[]): boolean =>
    words.some((word) => word.length > 2 && bestLikeness(word, others) < 0.5)
  return strange(a, b) && strange(b, a)
}

const closenessOfWords = (a: readonly string[], b: readonly string[], confidence: number | null): Closeness => {
  const [one, other] = [compactOf(a), compactOf(b)]
  if (one === '' || other === '') return 'near'
  if (one === other) return 'same'
  if (hasAll(a, b) || hasAll(b, a)) return 'part'
  if (confidence === null) return 'other'
  if (confidence < weak) return 'near'
  const wrong = distance(one.slice(0, 200), other.slice(0, 200))
  const agree = likeness(one, other)
  const isStrong = confidence >= strong
  if (isStrong && (Math.max(one.length, other.length) <= 3 || (wrong > 1 && agree < 0.8))) return 'other'
  return agree < 0.6 || (wrong > 2 && hasStrangers(a, b)) ? 'other' : 'near'
}

const order: readonly Closeness[] = ['same', 'part', 'near', 'other']
export const closest = (all: readonly Closeness[]): Closeness => order.find((one) => all.includes(one)) ?? 'other'

/** How close what was read is to what was declared; `confidence` of the reading, null where nothing was guessed. */
export const closenessOf = (declared: string, read: string, confidence: number | null): Closeness => {
  const reads = writingsOf(read)
  return closest(writingsOf(declared).flatMap((a) => reads.map((b) => closenessOfWords(a, b, confidence))))
}
