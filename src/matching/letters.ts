import { dictionary } from '#src/kernel/dictionary.ts'

/**
 * The letters of a word as one clerk would write them: what only a transcription decides is made the same (Youssouf, Yusuf; Khrouchtchev,
 * Khrushchev; Ivanoff, Ivanov; Poutine, Putin). Sounds that take several letters become one capital, so that one sound is one edit: S = sh,
 * C = ch as in church, J = zh and dj, H = kh.
 */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/schtsch|shtsh|shch|stch|chtch|szcz/g, 'SC'],
  [/tsch|tch|cz|tsj/g, 'C'],
  [/dzh|dsch|dj|zh/g, 'J'],
  [/sch|sh|sz|^x|^hs(?=[iu])/g, 'S'],
  [/ch/g, 'C'],
  [/kh/g, 'H'],
  [/gh/g, 'g'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ck|q(?:u(?=[ei]))?|c(?![eiyh])/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/x/g, 'ks'],
  [/t[sz]/g, 'z'],
  [/w/g, 'v'],
  [/ou|oo/g, 'u'],
  [/ee/g, 'i'],
  [/y|(?<=[aeiou])j/g, 'i'],
  [/([a-zA-Z])\1+/g, '$1'],
  [/(?<=[^aeiou][oe])f$/, 'v'],
  [/(?<=[a-z]{2}[^aeiou]i)ne$/, 'n'],
  [/(?<=[a-z]{3})ah$/, 'a'],
]

/** Words longer than this are compared by their beginning: no name has them, and an edit distance costs the product of the lengths. */
export const wordLimit = 40

export const fold = (word: string): string => spellings.reduce((letters, [from, to]) => letters.replace(from, to), word.slice(0, wordLimit))

/** What is written of a word in Arabic and Hebrew: no vowels, no doubling, long vowels as w and y; p is written b. */
export const bonesOf = (folded: string): string =>
  folded.replace(/[aeiouvh]/g, '').replaceAll('p', 'b').replaceAll('H', 'h').replace(/(.)\1+/g, '$1')

/** Digits that stand for letters they look like, within a word: I9or Sech1n. */
const lookalikes: Record<string, string> = dictionary({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g' })
export const unmasked = (word: string): string => (/\d/.test(word) && (word.match(/[a-z]/g)?.length ?? 0) >= 2
  ? word.replace(/[0134579]|8/g, (digit) => lookalikes[digit]!)
  : word)

/** One bit for each letter: words that share too few are told apart without aligning them. */
export const letterBits = (folded: string): number => {
  let bits = 0
  for (let i = 0; i < folded.length; i++) bits |= 1 << (folded.charCodeAt(i) & 31)
  return bits
}
