import { normaliseName } from '#src/kernel/names.ts'
import type { OwnPayments } from './facts.ts'

export type NameKey = { merchantId: string; given: string; family: string }

/** The first given name and each family name of a person: both must be in a name for it to be his. */
export const keysOf = (
  { merchantId, givenNames, familyName, usageName }: { merchantId: string; givenNames: string; familyName: string; usageName: string },
): NameKey[] => {
  const given = normaliseName(givenNames).split(' ')[0] ?? ''
  const families = [...new Set([familyName, usageName].map(normaliseName).filter((one) => one.length > 1))]
  return given.length > 1 ? families.map((family) => ({ merchantId, given, family })) : []
}

/** « LEFEVRE JEAN » is Jean Lefèvre; « Jeanne Lefèvre-Martin » is not. */
export const isNamed = (name: string, { given, family }: Pick<NameKey, 'given' | 'family'>): boolean => {
  const words = normaliseName(name).split(' ')
  const wanted = [given, ...family.split(' ')]
  return words.length <= wanted.length + 1 && wanted.every((word) => words.includes(word))
}

/** Several findings of one kind and merchant as one. */
export const added = (
  own: readonly (Omit<OwnPayments, 'by'> & { merchantId: string })[],
  by: OwnPayments['by'],
): Map<string, OwnPayments> => {
  const sums = new Map<string, OwnPayments>()
  for (const { merchantId, count, cents } of own) {
    const known = sums.get(merchantId) ?? { by, count: 0, cents: 0 }
    sums.set(merchantId, { by, count: known.count + count, cents: known.cents + cents })
  }
  return sums
}
