import { editCost } from './editCost.ts'
import { letterBits, wordLimit } from './letters.ts'
import type { Word } from './word.ts'

/**
 * How a word of one name answers to a word of the other. `merged`: two or three words were written as one. `acronym`: first letters for all
 * words. `unlike`: both have a word here and they are not the same; `father`: the same word names the father in one and the person in the
 * other; `missing`: only one has.
 */
export type How = 'same' | 'transliteration' | 'typo' | 'sound' | 'initial' | 'nickname' | 'consonants' | 'part' | 'merged' | 'acronym'
  | 'number' | 'father' | 'missing' | 'unlike' | 'form'

export type Likeness = { how: How; /** 0 nothing, 1 the same. */ worth: number }

/**
 * What each kind of agreement is worth, between 0 and 1. Those of edits and most weights were fitted on one half of labelled pairs and
 * looked at on the other (docs/matching.md), then rounded: near values do as well.
 */
export const worths = {
  transliteration: 0.97,
  spelling: 0.95,
  nickname: 0.84,
  initial: 0.9,
  consonants: 0.9,
  sound: 0.7,
  part: 0.85,
  number: 0.5,
  acronym: 0.87,
  father: 0.5,
  /** A misspelt word loses this for each edit as a part of its length, and more for each edit after the first. */ perEdit: 0.7,
  perFurtherEdit: 0.15,
  /** Less than this is another word; words that were merged must be nearer. */ least: 0.62,
  leastMerged: 0.75,
}

const shares = (a: readonly number[], b: readonly number[]): boolean => a.length > 0 && b.length > 0 && a.some((line) => b.includes(line))

/** How many letters only one of two words has. */
export const differentLetters = (a: number, b: number): number => {
  let count = 0
  for (let left = a ^ b; left !== 0; left &= left - 1) count++
  return count
}

/** The cost at which a misspelt word is worth less than any that counts: the worth below, solved for it. */
const mostCost = (longer: number): number =>
  Math.max(1, (1 - worths.least + worths.perFurtherEdit) / (worths.perEdit / longer + worths.perFurtherEdit))

/** What is left of a word's worth, misspelt; 0 where it would be less than any that counts. */
export const misspelt = (a: string, b: string): number => {
  const longer = Math.max(a.length, b.length)
  const cost = editCost(a, b, mostCost(longer))
  return cost === Infinity ? 0 : 1 - (worths.perEdit * cost) / longer - worths.perFurtherEdit * Math.max(0, cost - 1)
}

/**
 * By their sounds; where that fails by the letters as they were typed, since a slip may fall within two letters of one sound (Shawakh,
 * Shawkah).
 */
const misspeltWords = (a: Word, b: Word): number => {
  const bySound = misspelt(a.folded, b.folded)
  const isSlip = bySound < 0.85 && Math.abs(a.text.length - b.text.length) <= 1 && differentLetters(a.bits, b.bits) <= 4
  return isSlip ? Math.max(bySound, misspelt(a.text.slice(0, wordLimit), b.text.slice(0, wordLimit))) : bySound
}

const consonants = ~letterBits('aeiou')
/**
 * A consonant that only one of two words has costs this much at least, so that most words are told apart without aligning their letters.
 */
const leastPerConsonant = 0.35
const isFar = (a: Word, b: Word): boolean =>
  differentLetters(a.bits & consonants, b.bits & consonants) * leastPerConsonant > mostCost(Math.max(a.folded.length, b.folded.length))

/** al-Rawi, Alrawi, Rawi. */
const articleBefore = /^[ae]l(?=.{3})/
const isPart = (a: string, b: string): boolean =>
  a.length !== b.length && (a.replace(articleBefore, '') === b || b.replace(articleBefore, '') === a)

const unlike: Likeness = { how: 'unlike', worth: 0 }
const same: Likeness = { how: 'same', worth: 1 }

/** Letters or numbers: only the same will do, but that a series goes on (Fund VII, Fund VIII) is near enough to be looked at. */
const ofLetter = (a: Word, b: Word): Likeness => {
  if (a.role === 'number' && b.role === 'number') return { how: 'number', worth: worths.number }
  return a.text[0] === b.text[0] && a.role !== 'number' && b.role !== 'number' && a.role !== 'little' && b.role !== 'little'
    ? { how: 'initial', worth: worths.initial }
    : unlike
}

/**
 * By what two names can be compared. `consonants`: one of them was written without vowels. `signs`: both are written in signs that each say
 * a syllable; another sign is another word, however near it sounds.
 */
export type Means = 'letters' | 'consonants' | 'signs'

export const compareWords = (a: Word, b: Word, means: Means): Likeness => {
  if (a.text === b.text) return same
  if (means === 'signs') return unlike
  if (a.role === 'number' || b.role === 'number' || a.text.length === 1 || b.text.length === 1) return ofLetter(a, b)
  if (a.folded === b.folded) return { how: 'transliteration', worth: worths.transliteration }
  if (shares(a.spellings, b.spellings)) return { how: 'transliteration', worth: worths.spelling }
  if (shares(a.shortForms, b.shortForms)) return { how: 'nickname', worth: worths.nickname }
  // both are well-known names, and not the same: Hassan is no slip for Hussein
  if (a.spellings.length > 0 && b.spellings.length > 0) return unlike
  if (means === 'consonants' && a.bones.length > 0 && a.bones === b.bones) return { how: 'consonants', worth: worths.consonants }
  if (isPart(a.text, b.text)) return { how: 'part', worth: worths.part }
  const worth = isFar(a, b) ? 0 : misspeltWords(a, b)
  if (worth >= worths.least) return { how: 'typo', worth }
  return a.sound.length > 3 && a.sound === b.sound ? { how: 'sound', worth: worths.sound } : unlike
}
