import { dictionary } from '#src/kernel/dictionary.ts'
import { normaliseName } from '#src/kernel/names.ts'

/** Passports write some letters as two (ICAO 9303-3 §6): MUELLER for Müller. */
const transliterated: Record<string, string> = dictionary({ ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe', ñ: 'n', þ: 'th', ð: 'd' })

/** Signs that OCR takes for letters; within a word of letters only. */
const mistaken: Record<string, string> = dictionary({ 0: 'o', 1: 'i', 5: 's', 8: 'b', '|': 'l' })

const withoutDigits = (word: string): string => (/\p{L}/u.test(word) ? word.replace(/[0158|]/g, (sign) => mistaken[sign] ?? sign) : word)

/** The words of a name, without accents, capitals, points or hyphens. */
export const wordsOf = (text: string): string[] =>
  normaliseName(text).replace(/[^\p{L}\p{N}|&+@]+/gu, ' ').trim().split(' ').filter(Boolean)

/** « MARTlN »: a small l among capitals is an I. */
const withCapitals = (text: string): string => text.replace(/(?<=\p{Lu})l(?![\p{Ll}])/gu, 'I')

export const nameWords = (text: string): string[] => wordsOf(withCapitals(text)).map(withoutDigits)

export const compactOf = (words: readonly string[]): string => words.join('')

/** A name in the ways in which it may be written: as it is, and as a passport's zone writes it. */
export const writingsOf = (text: string): string[][] => {
  const composed = text.normalize('NFC').toLowerCase()
  const icao = composed.replace(/[äöüåøñþð]/g, (letter) => transliterated[letter] ?? letter)
  return icao === composed ? [nameWords(text)] : [nameWords(text), nameWords(icao)]
}

/** Levenshtein; a swap of neighbours counts two. */
export const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    above = row
  }
  return above[b.length]!
}

/** 0..1: the share of signs that agree. Only the beginning of very long texts is looked at: they are no names. */
export const likeness = (a: string, b: string): number => {
  const [one, other] = [a.slice(0, 200), b.slice(0, 200)]
  const longest = Math.max(one.length, other.length)
  return longest === 0 ? 1 : 1 - distance(one, other) / longest
}
