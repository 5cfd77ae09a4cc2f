import { compareGivenNames } from './givenNames.ts'
import { best, fail, type Judged, unknown } from './judged.ts'
import type { NamedPerson } from './personName.ts'
import { compactOf, likeness, nameWords, writingsOf } from './words.ts'

const mostWords = 40

const titles = new Set(['m', 'mr', 'mme', 'mlle', 'mrs', 'ms', 'monsieur', 'madame', 'mademoiselle', 'dr', 'docteur', 'me', 'maitre', 'mm'])

const untitled = (words: readonly string[]): readonly string[] => {
  const from = words.findIndex((word) => !titles.has(word))
  return from > 0 && words.length - from > 1 ? words.slice(from) : words
}

/** Takes a word away where it stands, or two that were written as one. */
const without = (words: readonly string[], name: readonly string[]): string[] | null => {
  const wanted = compactOf(name)
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= words.length; to++) {
      if (compactOf(words.slice(from, to)) === wanted) return [...words.slice(0, from), ...words.slice(to)]
    }
  }
  return null
}

/** What is left of a line once a family name of the person is taken out; nothing where none stands there. */
const afterFamily = (declared: NamedPerson, words: readonly string[]): string[][] =>
  [declared.familyName, declared.usageName].filter(Boolean).flatMap((name) =>
    writingsOf(name).flatMap((writing) => {
      const rest = without(words, writing)
      return rest ? [rest] : []
    })
  )

const marks = new Set(['ep', 'epouse', 'epoux', 'nee', 'ne', 'usage', 'nom', 'd', 'veuve', 'ei', 'entrepreneur', 'individuel'])
const withoutMarks = (words: readonly string[], declared: NamedPerson): string[] => {
  const rest = words.filter((word) => !marks.has(word))
  const usage = declared.usageName === '' ? null : without(rest, nameWords(declared.usageName))
  return usage ?? rest
}

/** Enough of a person's words stand in the line to doubt that it is somebody else. */
const isMaybe = (declared: NamedPerson, words: readonly string[], confidence: number | null): boolean => {
  const known = [declared.familyName, declared.usageName].flatMap(nameWords)
  const limit = confidence === null ? 1 : confidence < 60 ? 0.3 : 0.7
  return words.some((word) => word.length > 2 && known.some((one) => likeness(word, one) >= limit))
}

/** Register extracts write « LEFÈBVRE Étienne Jean-Marie »: what follows the capitals is given names, however many. */
const isTypeset = (declared: NamedPerson, line: string): boolean => {
  const [first = '', ...others] = line.trim().split(/[\s,]+/).filter((word) => !titles.has(nameWords(word)[0] ?? ''))
  const given = compactOf(nameWords(declared.givenNames.trim().split(/[\s,]+/)[0] ?? ''))
  return first === first.toUpperCase() && others.some((word) => word !== word.toUpperCase() && compactOf(nameWords(word)) === given)
}

/** Nobody knows which words of « JEAN MARTIN DURAND » are the family's: words that were not declared prove nothing. */
const compareRest = (declared: NamedPerson, rest: readonly string[], line: string, confidence: number | null): Judged => {
  const given = withoutMarks(rest, declared)
  const judged = compareGivenNames(declared.givenNames, { text: given.join(' '), confidence, isZone: true })
  const ours = compactOf(nameWords(declared.givenNames))
  if (judged.verdict !== 'pass' || ours.startsWith(compactOf(given)) || isTypeset(declared, line)) return judged
  return unknown('name_with_more')
}

/** A person in one line, in any order, with or without a title: « MME MARTIN MAELYS », « M. Jean Martin ». */
export const comparePersonLine = (declared: NamedPerson, line: string, confidence: number | null): Judged => {
  if (declared.familyName.trim() === '' || declared.givenNames.trim() === '') return unknown('nothing_declared')
  const words = untitled(nameWords(line).slice(0, mostWords))
  if (words.length === 0) return unknown('nothing_read')
  if (words.includes('et') || words.includes('ou')) return unknown('several_people')
  const found = afterFamily(declared, words).map((rest) => compareRest(declared, rest, line, confidence))
  if (found.length > 0) return best(found)
  if (confidence !== null && confidence < 60) return unknown('family_name_near')
  return isMaybe(declared, words, confidence) ? unknown('family_name_near') : fail('family_name_differs')
}
