import { fail, type Judged, pass, unknown } from './judged.ts'
import { closenessOf } from './closeness.ts'
import { compactOf, writingsOf } from './words.ts'

/** A reading of given names: `isZone` where hyphens and commas are lost (a machine-readable zone); `isCut` where it was cut to fit. */
export type GivenReading = { text: string; confidence: number | null; isZone?: boolean; isCut?: boolean }

/** « Jean-Pierre, Marie » → « Jean-Pierre » « Marie »: a hyphen makes one name of two. */
const namesIn = (text: string): string[] => text.trim().split(/[\s,;/<]+/u).filter(Boolean)

const firstsOf = (text: string): string[] => writingsOf(namesIn(text)[0] ?? '').map(compactOf)

const startsAlike = (a: readonly string[], b: readonly string[], isCut: boolean): boolean => {
  const shared = Math.min(a.length, b.length)
  return a.slice(0, shared).every((word, i) => word === b[i] || (isCut && i === b.length - 1 && word.startsWith(b[i]!)))
}

/** One list begins the other: a piece may show the first name alone, and a declaration too. */
const beginsAlike = (declared: string, read: GivenReading): boolean =>
  writingsOf(declared).some((a) =>
    writingsOf(read.text).some((b) => compactOf(a) === compactOf(b) || startsAlike(a, b, read.isCut === true))
  )

/** The first name must be whole on both sides: Jean is not Jean-Pierre. A zone loses the hyphen, and may lose the end. */
const hasWholeFirst = (declared: string, read: GivenReading): boolean => {
  const [ours, theirs] = [firstsOf(declared), firstsOf(read.text)]
  if (ours.some((one) => theirs.includes(one))) return true
  const wholes = writingsOf(declared).map(compactOf)
  const readWholes = writingsOf(read.text).map(compactOf)
  if (wholes.some((one) => readWholes.includes(one))) return true
  if (!read.isZone) return ours.some((one) => readWholes.includes(one)) || theirs.some((one) => wholes.includes(one))
  return ours.some((one) => readWholes.some((whole) => whole.startsWith(one) || (read.isCut === true && one.startsWith(whole))))
}

/** A later given name in common: people go by it, and nobody can tell from a list. */
const sharesName = (declared: string, read: string): boolean => {
  const ours = new Set(writingsOf(declared).flat())
  return writingsOf(read).flat().some((word) => word.length > 1 && ours.has(word))
}

const isInitial = (text: string): boolean => writingsOf(text)[0]?.every((word) => word.length === 1) ?? false

/** Given names against the declared ones (KYC-03): the first decides, the others must not contradict. */
export const compareGivenNames = (declared: string, read: GivenReading): Judged => {
  if (declared.trim() === '') return unknown('nothing_declared')
  if (read.text.trim() === '') return unknown('given_names_unread')
  if (beginsAlike(declared, read) && hasWholeFirst(declared, read)) return pass('name_same')
  if (isInitial(read.text) || sharesName(declared, read.text)) return unknown('given_names_partly')
  const [first = '', readFirst = ''] = [namesIn(declared)[0], namesIn(read.text)[0]]
  const closeness = closenessOf(first, readFirst, read.confidence)
  return closeness === 'other' ? fail('given_names_differ') : unknown('given_names_near')
}
