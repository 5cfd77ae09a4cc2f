import { nameLimit, normalForm } from './normalForm.ts'
import { organisationWords } from './organisationWords.ts'
import { personWords } from './personWords.ts'
import { makeWord, roleOfName, type NameKind, type Word } from './word.ts'

/** A name made ready to be compared, once for as many comparisons as there are. */
export type PreparedName = {
  form: string
  kind: NameKind
  words: readonly Word[]
  /** Legal forms that were left out. */ dropped: readonly string[]
  /** What it was written in: an abjad leaves vowels out; a sign of Han or Hangul is a syllable. */ script: 'alphabet' | 'abjad'
    | 'syllables'
  /** First letters of an organisation's words: PLA. */ initials: string
}

/** Words beyond these are not compared: hardly a name on any list has as many, and the work grows with the product of two names' words. */
const wordsLimit = 24

const abjads = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}/u
const syllables = /\p{Script=Han}|\p{Script=Hangul}/u
const scriptOf = (name: string): PreparedName['script'] => (abjads.test(name) ? 'abjad' : syllables.test(name) ? 'syllables' : 'alphabet')

/** Where nothing else is left, what is little elsewhere is the name. */
const promoted = (
  words: Word[],
): Word[] => (words.some(({ role }) => role !== 'little') ? words : words.map(({ text }) => makeWord(text, roleOfName(text))))

const initialsOf = (words: readonly Word[]): string => words.filter(({ role }) => role !== 'little').map(({ text }) => text[0]).join('')

export const prepareName = (name: string, kind: NameKind): PreparedName => {
  const form = normalForm(name)
  const texts = form === '' ? [] : form.split(' ').slice(0, wordsLimit)
  const { words, dropped } = kind === 'person' ? personWords(texts) : organisationWords(texts)
  return {
    form,
    kind,
    words: promoted(words).slice(0, wordsLimit),
    dropped,
    script: scriptOf(name.slice(0, nameLimit)),
    initials: kind === 'organisation' ? initialsOf(words) : '',
  }
}
