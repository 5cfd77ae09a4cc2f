import { isPrintable } from '#src/kernel/letters.ts'
import { isSayable } from '#src/kernel/names.ts'

/** What the contract prints must be in letters that it can print. Null where it is. */
export const lettersProblem = (text: string): string | null => (isPrintable(text) ? null : 'dossiers:problem.letters')

/** A name is there, can be said and can be printed. */
export const nameProblem = (name: string): string | null => {
  if (name === '') return 'web:field.missing'
  return isSayable(name) ? lettersProblem(name) : 'web:field.bad_characters'
}
