import type { Declared, Values } from './knownEvent.ts'
import type { KnownFile } from './knownFile.ts'

/** What is left of the file today: its rows by what they are of, those who were taken off it included. */
export type Left = { company: object | null; account: object | null; people: ReadonlyMap<string, object>; documents: ReadonlySet<string> }

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === ''

/** What the history says to its end and the row no longer does was erased beside it. */
const erasedIn = (now: Declared | null, row: object | null | undefined): string[] => {
  const values = row as Record<string, unknown> | null | undefined
  return Object.entries(now?.values ?? {}).filter(([field, value]) => value !== null && isEmpty(values?.[field])).map(([field]) => field)
}

const without = <D extends Declared>(declared: D, fields: readonly string[]): D => {
  const gone = fields.filter((field) => field in declared.values)
  if (gone.length === 0) return declared
  const values: Values = Object.fromEntries(Object.entries(declared.values).filter(([field]) => !gone.includes(field)))
  return { ...declared, values, lost: [...new Set([...declared.lost, ...gone])] }
}

/** An account has a row for each that was ever declared: those that were replaced keep their words. */
const withoutOf = (
  file: KnownFile,
  fields: { company: string[]; people: ReadonlyMap<string, string[]> },
  documents: ReadonlySet<string>,
): KnownFile => ({
  ...file,
  company: file.company && without(file.company, fields.company),
  people: file.people.map((one) => without(one, fields.people.get(one.id) ?? Object.keys(one.values))),
  pieces: file.pieces.map((
    piece,
  ) => (documents.has(piece.id) ? piece : { ...piece, fileName: null, sha256: '', note: '', corrections: [], isGone: true })),
})

/**
 * The history keeps its words until the merchant's key is destroyed; what was erased of the file before that is not told from it. Somebody
 * whose row is gone is without a word.
 */
export const withoutErased = (then: KnownFile, now: KnownFile, left: Left): { then: KnownFile; now: KnownFile; isThinner: boolean } => {
  const people = new Map([...left.people].map(([id, row]) => [
    id,
    erasedIn(now.people.find((one) => one.id === id) ?? then.people.find((one) => one.id === id) ?? null, row),
  ]))
  const fields = { company: erasedIn(now.company, left.company), people }
  const [thinThen, thinNow] = [withoutOf(then, fields, left.documents), withoutOf(now, fields, left.documents)]
  const isThinner = fields.company.length > 0 ||
    [...then.people, ...now.people].some(({ id }) => (people.get(id) ?? ['gone']).length > 0) ||
    now.pieces.some(({ id }) => !left.documents.has(id))
  return { then: thinThen, now: thinNow, isThinner }
}
