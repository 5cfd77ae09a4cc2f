import type { Entry, Part } from './watchlist.ts'

/** The fields of each part. A field that stands in none is `other`. */
const fieldsOf: Record<Exclude<Part, 'other'>, readonly (keyof Entry)[]> = {
  names: ['names', 'kind'],
  birth: ['births', 'birthPlaces'],
  nationality: ['nationalities', 'countries'],
  gender: ['gender'],
  identifiers: ['identifiers'],
  measures: ['topics', 'programmes', 'measures', 'grounds', 'listedOn', 'expiresOn'],
}
const others: readonly (keyof Entry)[] = ['addresses', 'positions', 'reasons', 'joins', 'remarks']
const ofParts: readonly (readonly [Part, readonly (keyof Entry)[]])[] = [...(Object.entries(fieldsOf) as [Part, (keyof Entry)[]][]), [
  'other',
  others,
]]

/** The order in which a publisher writes its aliases says nothing; the database gives the keys of an object back in an order of its own. */
const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).sort().join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  return `{${Object.entries(value).map(([name, one]) => `${name}:${written(one)}`).sort().join(',')}}`
}

const writtenPart = (entry: Entry, fields: readonly (keyof Entry)[]): string => fields.map((name) => written(entry[name])).join('|')

/** All that is said of it, in one order: what is hashed to see whether anything changed. */
export const wholeText = (entry: Entry): string => ofParts.map(([, fields]) => writtenPart(entry, fields)).join('\n')

/** Which parts differ; empty where only the order does. */
export const changedParts = (before: Entry, after: Entry): Part[] =>
  ofParts.filter(([, fields]) => writtenPart(before, fields) !== writtenPart(after, fields)).map(([part]) => part)
