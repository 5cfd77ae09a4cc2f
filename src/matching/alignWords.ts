import { compareWords, differentLetters, misspelt, worths, type Likeness, type Means } from './compareWords.ts'
import type { PreparedName } from './prepareName.ts'
import type { Word } from './word.ts'

/** Words of each name that answer to each other; on one side none where a word is missing. */
export type Pairing = Likeness & { a: readonly Word[]; b: readonly Word[] }

/** From a word to another (not included) of each name. `rank`: the better of two that want the same word. */
type Offer = Likeness & { i: number; ends: number; j: number; jEnds: number; rank: number }

const mostMerged = 4
/** Two neighbours as one word explain more than one of them does by itself: Mohamed Omar Mohamed, Mohamedomar Mohamed. */
const mergedFirst = 0.05

/** Two to four neighbours written as one word: Jan Daniel, JanDaniel; Plat Ono Vich, Platonovich. */
const eachMerger = (many: readonly Word[], one: Word, found: (from: number, to: number, worth: number) => void): void => {
  if (one.folded.length < 4) return
  for (let from = 0; from < many.length - 1; from++) {
    let [joined, bits] = [many[from]!.folded, many[from]!.bits]
    for (let to = from + 1; to < Math.min(many.length, from + mostMerged); to++) {
      joined += many[to]!.folded
      bits |= many[to]!.bits
      if (joined.length > one.folded.length + 2) break
      if (joined.length < one.folded.length - 2 || differentLetters(bits, one.bits) > 4) continue
      const worth = joined === one.folded ? worths.transliteration : misspelt(joined, one.folded)
      if (worth >= worths.leastMerged) found(from, to + 1, worth)
    }
  }
}

const offersOf = (a: readonly Word[], b: readonly Word[], means: Means): Offer[] => {
  const offers: Offer[] = []
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const { how, worth } = compareWords(a[i]!, b[j]!, means)
      if (worth > 0)
        offers.push({
          how,
          worth,
          i,
          ends: i + 1,
          j,
          jEnds: j + 1,
          rank: worth + 0.01 * (a[i]!.weight + b[j]!.weight) - 0.001 * Math.abs(i - j),
        })
    }
  }
  const rankOf = (worth: number): number => (worth >= worths.transliteration ? worth + mergedFirst : worth)
  for (let j = 0; j < b.length; j++)
    eachMerger(
      a,
      b[j]!,
      (from, to, worth) => offers.push({ how: 'merged', worth, i: from, ends: to, j, jEnds: j + 1, rank: rankOf(worth) }),
    )
  for (let i = 0; i < a.length; i++)
    eachMerger(
      b,
      a[i]!,
      (from, to, worth) => offers.push({ how: 'merged', worth, i, ends: i + 1, j: from, jEnds: to, rank: rankOf(worth) }),
    )
  return offers.sort((x, y) => y.rank - x.rank)
}

/** The words from one to another as bits. */
const span = (from: number, to: number): number => ((1 << (to - from)) - 1) << from

const isLittle = ({ role }: Word): boolean => role === 'little'
const isOwn = (word: Word): boolean => !isLittle(word)

/** What is left on both sides speaks against the match, pair by pair; what is left on one side only is missing on the other. */
const leftOver = (a: readonly Word[], b: readonly Word[]): Pairing[] => {
  const [ownA, ownB] = [a.filter(isOwn), b.filter(isOwn)]
  const both = Math.min(ownA.length, ownB.length)
  return [
    ...ownA.slice(0, both).map((word, at): Pairing => ({ how: 'unlike', worth: 0, a: [word], b: [ownB[at]!] })),
    ...[...ownA.slice(both), ...a.filter(isLittle)].map((word): Pairing => ({ how: 'missing', worth: 0, a: [word], b: [] })),
    ...[...ownB.slice(both), ...b.filter(isLittle)].map((word): Pairing => ({ how: 'missing', worth: 0, a: [], b: [word] })),
  ]
}

/** Father and son have changed places: each word is there, but says something else. */
const withSwappedFathers = (pairings: Pairing[]): Pairing[] => {
  const isFather = (words: readonly Word[]): boolean => words[0]!.isFather
  const [ahead, behind] = [
    pairings.some(({ a, b }) => isFather(a) && !isFather(b)),
    pairings.some(({ a, b }) => isFather(b) && !isFather(a)),
  ]
  if (!ahead || !behind) return pairings
  return pairings.map((
    pairing,
  ) => (isFather(pairing.a) !== isFather(pairing.b) ? { ...pairing, how: 'father', worth: pairing.worth * worths.father } : pairing))
}

const meansOf = (a: PreparedName, b: PreparedName): Means => ((a.script === 'abjad') !== (b.script === 'abjad')
  ? 'consonants'
  : a.script === 'syllables' && b.script === 'syllables'
  ? 'signs'
  : 'letters')

const pairedWithItself = ({ words }: PreparedName): Pairing[] => words.map((word) => ({ how: 'same', worth: 1, a: [word], b: [word] }))

/** The best pairs first, each word once; then what is left. */
export const alignWords = (a: PreparedName, b: PreparedName): Pairing[] => {
  if (a.form === b.form) return pairedWithItself(a)
  let [takenA, takenB] = [0, 0]
  const pairings: Pairing[] = []
  for (const { how, worth, i, ends, j, jEnds } of offersOf(a.words, b.words, meansOf(a, b))) {
    if ((takenA & span(i, ends)) !== 0 || (takenB & span(j, jEnds)) !== 0) continue
    takenA |= span(i, ends)
    takenB |= span(j, jEnds)
    pairings.push({ how, worth, a: a.words.slice(i, ends), b: b.words.slice(j, jEnds) })
  }
  return [
    ...withSwappedFathers(pairings),
    ...leftOver(a.words.filter((_, i) => (takenA & span(i, i + 1)) === 0), b.words.filter((_, j) => (takenB & span(j, j + 1)) === 0)),
  ]
}
