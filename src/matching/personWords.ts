import { unmasked } from './letters.ts'
import { makeWord, roleOfName, type Word, type WordRole } from './word.ts'
import { alsoWords, legalFormWords } from './words/legalForms.ts'
import { particleWords, titleWords } from './words/littleWords.ts'

/**
 * Abdurrahman, Abdelaziz, Abderrahmane: "servant of" and one of the names of God, written as two words as often as not. Abdullah is one
 * name.
 */
const servantOf = /^(abd(?:ou|[aeiou])(?:l|([rsnzdt])(?=\2)))(?!l?(?:ah|aye)$)([a-z]{3,})$/
/** Nureddin, Noureddine, Nur al-Din, Bashir-ud-Din: "of the faith", written as one word, as two or as three. */
const ofTheFaith = (text: string): string => text.replace(/(?<=.{3})(?:ou|[aeu])?d+(?:i|ee)ne?$/, 'din')
const isFaith = (text: string | undefined): boolean => /^d(?:i|ee)ne?$/.test(text ?? '')
const isArticle = (text: string | undefined): boolean => /^(?:[aeu][lrdsznt]|[aeu]sh)$/.test(text ?? '')

/** Arabic compounds in one way, whichever way they were written. */
const compoundsAlike = (texts: readonly string[]): string[] =>
  texts.flatMap((text, at) => {
    if (isArticle(texts[at + 1]) && isFaith(texts[at + 2])) return [`${text}din`]
    if (at > 0 && isArticle(text) && isFaith(texts[at + 1])) return []
    if (at > 1 && isFaith(text) && isArticle(texts[at - 1])) return []
    const parts = servantOf.exec(text)
    return parts ? [parts[1]!, parts[3]!] : [ofTheFaith(text)]
  })

/** Somebody writes himself as a company: the form goes, if a first and a last name are left (Nicolás Maduro SA). */
const formOf = (texts: readonly string[]): string[] => {
  const last = texts.at(-1) ?? ''
  return texts.length > 2 && last.length > 1 && legalFormWords.has(last) && !alsoWords.has(last) && !titleWords.has(last) ? [last] : []
}

const roleOf = (text: string): WordRole => (particleWords.has(text) || titleWords.has(text) ? 'little' : roleOfName(text))

const sonOf = new Set('bin ben ibn bint binti binte bt ould uld walad'.split(' '))
/** Salman bin Muhammad is not Muhammad bin Salman. */
const withFathers = (words: Word[]): Word[] =>
  words.map((word, at) => (sonOf.has(words[at - 1]?.text ?? '') ? { ...word, isFather: true } : word))

export const personWords = (texts: readonly string[]): { words: Word[]; dropped: string[] } => {
  const dropped = formOf(texts)
  const kept = texts.slice(0, texts.length - dropped.length).map(unmasked)
  return { words: withFathers(compoundsAlike(kept).map((text) => makeWord(text, roleOf(text)))), dropped }
}
