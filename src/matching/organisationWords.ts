import { misspelt } from './compareWords.ts'
import { fold } from './letters.ts'
import { makeWord, type Word } from './word.ts'
import { genericWords } from './words/genericWords.ts'
import { alsoWords, legalFormPhrases, legalFormWords } from './words/legalForms.ts'
import { jointWords } from './words/littleWords.ts'
import { numberOf } from './words/numbers.ts'

/** Long forms are misspelt like any long word; none of them is a slip away from a word that means something else. */
const longForms = [...legalFormWords].filter(({ length }) => length > 9).map(fold)
const leastForm = 0.9
const isLongForm = (text: string): boolean => text.length > 9 && longForms.some((form) => misspelt(fold(text), form) >= leastForm)

/** The legal form that begins at a word: several words, one, or none. */
const formAt = (texts: readonly string[], at: number): readonly string[] => {
  const text = texts[at]!
  const phrase = legalFormPhrases.get(text)?.find((one) => one.every((word, offset) => texts[at + offset] === word))
  if (phrase) return phrase
  const isAtEnd = at === 0 || at === texts.length - 1
  return (legalFormWords.has(text) && (isAtEnd || !alsoWords.has(text))) || isLongForm(text) ? [text] : []
}

/** The words of a company without its forms; where only forms are left, all of them: a company may be called SARL. */
const withoutForms = (texts: readonly string[]): { kept: string[]; dropped: string[] } => {
  const [kept, dropped]: [string[], string[]] = [[], []]
  for (let at = 0; at < texts.length;) {
    const form = formAt(texts, at)
    if (form.length > 0) dropped.push(form.join(' '))
    else kept.push(texts[at]!)
    at += Math.max(1, form.length)
  }
  return kept.some((text) => !jointWords.has(text)) ? { kept, dropped } : { kept: [...texts], dropped: [] }
}

/** `i` is "and" in half of Europe; at the end it is the first of a series. */
const numberAt = (
  texts: readonly string[],
  at: number,
): string | null => (texts[at] === 'i' ? (at > 0 && at === texts.length - 1 ? '1' : null) : numberOf(texts[at]!))

const wordAt = (texts: readonly string[], at: number): Word => {
  const [text, number] = [texts[at]!, numberAt(texts, at)]
  if (number !== null) return makeWord(number, 'number')
  if (jointWords.has(text)) return makeWord(text, 'little')
  return makeWord(text, text.length === 1 ? 'letter' : genericWords.has(text) ? 'generic' : 'name')
}

export const organisationWords = (texts: readonly string[]): { words: Word[]; dropped: string[] } => {
  const { kept, dropped } = withoutForms(texts)
  return { words: kept.map((_, at) => wordAt(kept, at)), dropped }
}
