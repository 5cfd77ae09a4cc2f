import { dictionary } from './dictionary.ts'

/** Letters that Unicode does not take apart, as people type them when they lack the key. */
const plainLetters: Record<string, string> = dictionary({ œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' })

/**
 * A name as the search compares it: without accents or capitals, hyphens and apostrophes read as blanks, one blank between words.
 * Normalising twice changes nothing.
 */
export const normaliseName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[œæßøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[\p{Pd}'’‘ʼ′`]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** A name that can be said: a letter or a digit is in it. */
export const isSayable = (name: string): boolean => /[\p{L}\p{N}]/u.test(name)
