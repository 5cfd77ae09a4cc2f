import { normalForm } from './normalForm.ts'
import { phoneticKey } from './phoneticKey.ts'

/** Words of one or two letters sound like too many others. */
const shortest = 3

/** The sounds of a name's words, each once, in alphabetical order: what PostgreSQL indexes beside the trigrams of the normal form. */
export const searchKeys = (name: string): string[] =>
  [...new Set(normalForm(name).split(' ').filter((word) => word.length >= shortest).map(phoneticKey))].sort()
