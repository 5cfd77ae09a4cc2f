import type { HistoryEvent } from '#src/audit/readHistory.sql.ts'
import type { JsonObject, JsonValue } from '#src/platform/db.types.ts'

/** What is read of an event to know the file by it. */
export type KnownEvent = Pick<
  HistoryEvent,
  'id' | 'at' | 'event' | 'subjectId' | 'actorKind' | 'actorId' | 'actorName' | 'data' | 'personal' | 'isErased'
>
/** Who did it: a colleague by his name, anybody else by his kind. */
export type Who = { kind: KnownEvent['actorKind']; id: string; name: string | null }

export const whoOf = ({ actorKind: kind, actorId: id, actorName: name }: KnownEvent): Who => ({ kind, id, name })

export const textIn = (from: JsonObject | null, name: string): string => {
  const value = from?.[name]
  return typeof value === 'string' ? value : ''
}
export const listIn = (from: JsonObject | null, name: string): string[] => {
  const value = from?.[name]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
export const numberIn = (from: JsonObject | null, name: string): number | null => {
  const value = from?.[name]
  return typeof value === 'number' ? value : null
}

/** Declared values by column, as text; null: said to be empty. */
export type Values = Record<string, string | null>
/** `lost`: columns that were changed in words which are gone with the merchant's key: what they said then nobody knows. */
export type Declared = { values: Values; lost: string[]; at: Date; by: Who }

const isChange = (one: JsonValue | undefined): one is { field: string; after: JsonValue } =>
  typeof one === 'object' && one !== null && !Array.isArray(one) && typeof one['field'] === 'string'

const changesIn = ({ personal }: KnownEvent): Values => {
  const { changes } = personal ?? {}
  return Object.fromEntries(
    (Array.isArray(changes) ? changes : []).filter(isChange).map((
      { field, after },
    ) => [field, after === null || after === undefined || after === '' ? null : String(after)]),
  )
}

/** What was declared before, and what this event says anew. */
export const declare = (before: Declared | null, event: KnownEvent): Declared => {
  const said = changesIn(event)
  const touched = [...new Set([...Object.keys(said), ...listIn(event.data, 'fields')])]
  const lost = touched.filter((field) => !(field in said))
  const still = (before?.lost ?? []).filter((field) => !(field in said))
  const kept = Object.fromEntries(Object.entries(before?.values ?? {}).filter(([field]) => !lost.includes(field)))
  return { values: { ...kept, ...said }, lost: [...new Set([...still, ...lost])], at: event.at, by: whoOf(event) }
}
