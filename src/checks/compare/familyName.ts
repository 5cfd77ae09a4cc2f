import { closenessOf } from './closeness.ts'
import { fail, type Judged, pass, unknown } from './judged.ts'
import { compactOf, writingsOf } from './words.ts'

export type FamilyReading = { text: string; usage?: string; confidence: number | null; isCut?: boolean }

const usageMark = /\s+(?:[ée]p(?:\.|oux|ouse)?|usage|vve|veuve|veuf|née?|nee)\.?\s+/iu

/** « DUPONT EP. MARTIN »: the name of birth, then the one in use. « MARTIN NEE DUPONT » says it the other way round. */
const split = (text: string): { birth: string; usage: string } => {
  const [before = '', after = ''] = text.split(usageMark)
  return /\s+n[ée]e?\.?\s+/iu.test(text) && after ? { birth: after, usage: before } : { birth: before, usage: after }
}

const isBeginning = (declared: string, read: string): boolean =>
  writingsOf(declared).some((a) => writingsOf(read).some((b) => compactOf(b).length >= 8 && compactOf(a).startsWith(compactOf(b))))

const isUsageOnly = (declared: { usageName: string }, read: string): boolean =>
  declared.usageName !== '' && closenessOf(declared.usageName, read, null) === 'same'

/** A usage name that both show must not be another: it would be somebody else's marriage. */
const compareUsage = (declared: string, read: string, confidence: number | null): Judged =>
  declared === '' || read === '' || closenessOf(declared, read, confidence) !== 'other' ? pass('name_same') : unknown('usage_name_differs')

/** The name of birth decides; a usage name never stands in for it on a paper that shows both. */
export const compareFamilyName = (declared: { familyName: string; usageName: string }, read: FamilyReading): Judged => {
  if (declared.familyName.trim() === '') return unknown('nothing_declared')
  const { birth, usage } = split(read.text)
  if (birth.trim() === '') return unknown('family_name_unread')
  const closeness = closenessOf(declared.familyName, birth, read.confidence)
  if (closeness === 'same') return compareUsage(declared.usageName, read.usage || usage, read.confidence)
  if (read.isCut && isBeginning(declared.familyName, birth)) return pass('name_cut')
  if (isUsageOnly(declared, birth)) return unknown('usage_name_only')
  if (closeness === 'part') return unknown('family_name_partly')
  return closeness === 'other' ? fail('family_name_differs') : unknown('family_name_near')
}
