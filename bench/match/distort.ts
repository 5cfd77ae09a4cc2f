import { dice } from '#src/demo/pieces/seed.ts'

/** Luck that can be had again. */
export type Luck = { upTo: (n: number) => number; isTrue: (share: number) => boolean; oneOf: <T>(all: readonly T[]) => T }
export const luckOf = (seed: number): Luck => {
  const roll = dice(seed)
  const upTo = (n: number): number => Math.floor(roll() * n)
  return { upTo, isTrue: (share) => roll() < share, oneOf: (all) => all[upTo(all.length)]! }
}

type Distortion = (words: string[], luck: Luck) => string[] | null

/** A word that is long enough to be misspelt and still known. */
const inWord = (least: number, change: (word: string, at: number, luck: Luck) => string | null): Distortion => (words, luck) => {
  const fit = words.map((_, at) => at).filter((at) => words[at]!.length >= least)
  if (fit.length === 0) return null
  const at = luck.oneOf(fit)
  const changed = change(words[at]!, 1 + luck.upTo(words[at]!.length - 2), luck)
  return changed === null || changed === words[at] ? null : words.with(at, changed)
}
const replaced =
  (from: RegExp, to: string): Distortion => (
    words,
  ) => (words.some((word) => from.test(word)) ? words.map((word) => word.replace(from, to)) : null)

const vowels = 'aeiou'
const titles = ['Dr', 'Haji', 'Sheikh', 'M.', 'Mr', 'Col.']

const slips: readonly Distortion[] = [
  inWord(5, (word, at) => word.slice(0, at) + word.slice(at + 1)),
  inWord(4, (word, at) => word.slice(0, at) + word[at] + word.slice(at)),
  inWord(5, (word, at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)),
  inWord(4, (word, at, luck) => (vowels.includes(word[at]!) ? word.slice(0, at) + luck.oneOf([...vowels]) + word.slice(at + 1) : null)),
  inWord(6, (word, at, luck) => word.slice(0, at) + luck.oneOf([...'bcdfgklmnprstvz']) + word.slice(at + 1)),
]
const transcriptions: readonly Distortion[] = [
  replaced(/ou/, 'u'),
  replaced(/(?<=.)u(?=[^aeiou])/, 'ou'),
  replaced(/kh/, 'h'),
  replaced(/sh/, 'ch'),
  replaced(/q/, 'k'),
  replaced(/y$/, 'i'),
  replaced(/i$/, 'y'),
  replaced(/ov$/, 'off'),
  replaced(/v(?=.)/, 'w'),
  replaced(/j/, 'dj'),
  replaced(/ee/, 'i'),
  replaced(/oo/, 'u'),
  replaced(/^al$/, 'el'),
  replaced(/h$/, ''),
  replaced(/([bdflmnprst])\1/, '$1'),
  replaced(/ph/, 'f'),
  replaced(/(?<=[a-z])z(?=[aeiou])/, 's'),
]
const shapes: readonly Distortion[] = [
  (words, luck) => (words.length > 2 ? words.toSpliced(1 + luck.upTo(words.length - 2), 1) : null),
  (words) => (words.length > 1 ? [words.at(-1)!, ...words.slice(0, -1)] : null),
  (words, luck) => {
    const at = luck.upTo(words.length - 1)
    return words.length > 2 ? words.toSpliced(at, 2, words[at]! + words[at + 1]!) : null
  },
  (words) => (words.length > 2 && words[1]!.length > 2 ? words.with(1, words[1]![0]!) : null),
  (words, luck) => [luck.oneOf(titles), ...words],
  (
    words,
    luck,
  ) => (words.length > 1 && words.length < 4 ? words.toSpliced(1, 0, luck.oneOf(['Mohammad', 'Jean', 'Maria', 'Ahmad'])) : null),
]

const once = (words: string[], luck: Luck, kinds: readonly (readonly Distortion[])[]): string[] => {
  for (let tries = 0; tries < 40; tries++) {
    const changed = luck.oneOf(luck.oneOf(kinds))(words, luck)
    if (changed !== null) return changed
  }
  return words
}

/** The same name as somebody else may write it: misspelt, transcribed otherwise, or in another shape; every third one twice. */
export const distorted = (name: string, luck: Luck): string => {
  const words = name.toLowerCase().split(/[\s-]+/).filter(Boolean)
  const first = luck.isTrue(1 / 3) ? once(words, luck, [transcriptions, slips]) : words
  return once(first, luck, [slips, transcriptions, shapes]).join(' ')
}
