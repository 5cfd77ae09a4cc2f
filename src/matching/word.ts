import { bonesOf, fold, letterBits } from './letters.ts'
import { phoneticKey } from './phoneticKey.ts'
import { frequentNames, shortFormsOf, spellingsOf } from './words/sameNames.ts'

/** Who the name is of: a person's words and an organisation's are weighed differently. A vessel is named like an organisation. */
export type NameKind = 'person' | 'organisation'

/**
 * What a word is in its name. `frequent`: a name that a great part of a country carries. `little`: particles, titles, joints. `generic`:
 * words of thousands of firms.
 */
export type WordRole = 'name' | 'frequent' | 'little' | 'generic' | 'number' | 'letter'

export type Word = {
  /** As the normal form has it. */ text: string
  role: WordRole
  /** How much it counts among the words of its name; a usual name is 1. */ weight: number
  /** The name of his father: it stands after bin, ben, ibn. */ isFather: boolean
  /** As one clerk would spell it (`letters.ts`). */ folded: string
  sound: string
  /** Which letters it has. */ bits: number
  /** Consonants only, of a name that was written in Arabic or Hebrew or is compared with one. */ bones: string
  /** Lines it stands on in the tables of names (`words/sameNames.ts`). */ spellings: readonly number[]
  shortForms: readonly number[]
}

const none: readonly number[] = []
/** Short words are shared by chance and carry less. */
const weightByLength = [0, 0.4, 0.6, 0.8, 0.9]
/** How much a word of each role counts, beside a name of five letters or more. */
export const weights: Record<WordRole, number> = { name: 1, frequent: 0.65, little: 0.1, generic: 0.55, number: 0.4, letter: 0.4 }
const weightOf = (text: string, role: WordRole): number =>
  weights[role] * (role === 'name' || role === 'frequent' ? (weightByLength[text.length] ?? 1) : 1)

export const roleOfName = (text: string): WordRole => (text.length === 1 ? 'letter' : frequentNames.has(text) ? 'frequent' : 'name')

export const makeWord = (text: string, role: WordRole): Word => {
  const folded = fold(text)
  return {
    text,
    role,
    weight: weightOf(text, role),
    isFather: false,
    folded,
    sound: phoneticKey(text),
    bits: letterBits(folded),
    bones: bonesOf(folded),
    spellings: spellingsOf.get(text) ?? none,
    shortForms: shortFormsOf.get(text) ?? none,
  }
}
