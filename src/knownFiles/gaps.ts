import { fieldChanges } from '#src/dossiers/changes.ts'
import type { Declared, Values } from './knownEvent.ts'
import type { KnownFile } from './knownFile.ts'

/**
 * What cannot be told of that day, by name:
 * - words_erased: what was declared then stands in words whose key is gone, or was erased from the file since.
 * - reading_replaced: what the program read of this piece by then was replaced by a later reading; its verdict of then is known.
 * - unaccounted: what stands in the tables today is not what the history makes of it: something was written beside it.
 * - history_cut: there are more events than are read at once.
 */
export type Gap =
  | { code: 'words_erased'; part: 'company' | 'account' | 'person'; personId: string; fields: string[] }
  | { code: 'reading_replaced'; documentId: string }
  | { code: 'unaccounted'; part: 'company' | 'account' | 'person' | 'state' | 'risk'; personId: string; fields: string[] }
  | { code: 'history_cut' }

const lostOf = (
  part: 'company' | 'account' | 'person',
  declared: Declared | null,
  personId = '',
): Gap[] => (declared && declared.lost.length > 0 ? [{ code: 'words_erased', part, personId, fields: declared.lost }] : [])

export const lostWords = (
  { company, account, people }: KnownFile,
): Gap[] => [...lostOf('company', company), ...people.flatMap((one) => lostOf('person', one, one.id)), ...lostOf('account', account)]

/** Today's rows, each with the columns that were declared. */
export type Rows = { company: object | null; account: object | null; people: ReadonlyMap<string, object>; state: string; risk: string }

/** Columns that no form declares: they follow from the row itself, or never vary. */
const own = ['id', 'dossier_id', 'created_at', 'updated_at', 'removed_at', 'replaced_at', 'country', 'currency']

const differing = (declared: Declared | null, row: object | null | undefined): string[] => {
  const values: Values = declared?.values ?? {}
  const said = Object.fromEntries(Object.entries(row ?? {}).filter(([field]) => !own.includes(field)))
  const all = { ...Object.fromEntries(Object.keys(values).map((field) => [field, null])), ...said }
  const empty = ([before, after]: [string | null, string | null]): boolean =>
    (before === null || before === '0' || before === 'false') && (after === null || after === '0' || after === 'false')
  return fieldChanges(values, all).filter(({ field, before, after }) => !declared?.lost.includes(field) && !empty([before, after])).map((
    { field },
  ) => field)
}

/** What the history, told to its end, does not make of the rows as they stand. */
export const unaccounted = (now: KnownFile, rows: Rows): Gap[] => {
  const gap = (
    part: 'company' | 'account' | 'person',
    fields: string[],
    personId = '',
  ): Gap[] => (fields.length > 0 ? [{ code: 'unaccounted', part, personId, fields }] : [])
  const ids = [...new Set([...now.people.map(({ id }) => id), ...rows.people.keys()])]
  return [
    ...gap('company', differing(now.company, rows.company)),
    ...gap('account', differing(now.account, rows.account)),
    ...ids.flatMap((id) => gap('person', differing(now.people.find((one) => one.id === id) ?? null, rows.people.get(id)), id)),
    ...(now.state !== '' && now.state !== rows.state
      ? [{ code: 'unaccounted' as const, part: 'state' as const, personId: '', fields: [] }]
      : []),
    ...(now.rating && now.rating.level !== rows.risk
      ? [{ code: 'unaccounted' as const, part: 'risk' as const, personId: '', fields: [] }]
      : []),
  ]
}
