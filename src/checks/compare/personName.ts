import type { DeclaredPerson } from '#src/checks/check.ts'
import { closenessOf } from './closeness.ts'
import { compareFamilyName } from './familyName.ts'
import { compareGivenNames } from './givenNames.ts'
import { type Judged, unknown, worst } from './judged.ts'

export type NamedPerson = Pick<DeclaredPerson, 'familyName' | 'usageName' | 'givenNames'>
export type PersonReading = { family: string; usage: string; given: string; confidence: number | null; isZone?: boolean; isCut?: boolean }

/** Labels taken one for the other, by us or by who declared: the words agree, crossed. */
const isSwapped = (declared: NamedPerson, read: PersonReading): boolean =>
  read.family !== '' && read.given !== '' && closenessOf(declared.familyName, read.given, null) === 'same' &&
  closenessOf(declared.givenNames, read.family, null) === 'same'

/** A person as an identity document names one, each name under its label (KYC-03, §1.4 « names match »). */
export const comparePerson = (declared: NamedPerson, read: PersonReading): Judged => {
  const { confidence, isZone, isCut } = read
  const cut = isCut === undefined ? {} : { isCut }
  const family = compareFamilyName(declared, { text: read.family, usage: read.usage, confidence, ...cut })
  const given = compareGivenNames(declared.givenNames, { text: read.given, confidence, ...cut, ...(isZone ? { isZone } : {}) })
  const judged = worst([family, given])
  return judged.verdict !== 'pass' && isSwapped(declared, read) ? unknown('names_swapped') : judged
}
