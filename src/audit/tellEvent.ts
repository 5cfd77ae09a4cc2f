import type { JsonObject, JsonValue } from '#src/platform/db.types.ts'
import { looks, type Look } from './looks.ts'

/** What is read of an event to tell it (`HistoryEvent` of readHistory.sql.ts has it all). */
export type Telling = {
  at: Date
  event: string
  actorKind: string
  actorId: string
  actorName: string | null
  data: JsonObject
  personal: JsonObject | null
  isErased: boolean
}
/** The texts, as a face has them: `t` of the visit, and whether a key has a text. */
export type Words = { t: (key: string, values?: Record<string, unknown>) => string; has: (key: string) => boolean }
export type Change = { label: string; before: string | null; after: string | null }
export type Told = { at: Date; who: string; what: string; why?: string; changes?: Change[] } & Look

const scalars = (data: JsonObject): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(data).filter((pair): pair is [string, string | number] => ['string', 'number'].includes(typeof pair[1])),
  )

const namesIn = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!)

/** The sentence without its subject. A room that has not written one yet is told by the event's own name. */
const sentenceOf = ({ event, data, personal }: Telling, { t, has }: Words): string => {
  const key = `audit:event.${event.replaceAll('.', '_')}`
  const values = { ...scalars(data), ...scalars(personal ?? {}) }
  const isSayable = (one: string): boolean => has(one) && namesIn(t(one, { skipInterpolation: true })).every((name) => name in values)
  const found = [`${key}_with`, key].find(isSayable)
  return found ? t(found, values) : event
}

const whoOf = ({ actorKind, actorId, actorName }: Telling, { t, has }: Words): string => {
  if (actorKind === 'staff') return actorName ?? actorId
  if (actorKind !== 'system') return t(`audit:actor.${actorKind}`)
  return has(`audit:job.${actorId}`) ? t(`audit:job.${actorId}`) : t('audit:actor.system', { name: actorId })
}

/** The person's own words, under the names rooms keep them by. */
const whyOf = ({ personal, isErased }: Telling, { t }: Words): string | undefined => {
  if (isErased) return t('audit:erased')
  const words = ['reason', 'note', 'message'].map((name) => personal?.[name]).find((one) => typeof one === 'string' && one !== '')
  return words as string | undefined
}

const textOf = (value: JsonValue | undefined): string | null => {
  if (value === null || value === undefined || value === '') return null
  return Array.isArray(value)
    ? value.map((one) => textOf(one) ?? '').join(', ') : typeof value === 'object' ? JSON.stringify(value)
    : String(value)
}

const labelOf = (field: string, { t, has }: Words): string => (has(`audit:field.${field}`) ? t(`audit:field.${field}`) : field)

/** A code as a word where the noun has one for it: « validated » of a dossier is « Validé ». */
const wordOf = (noun: string, value: JsonValue | undefined, { t, has }: Words): string | null => {
  const texts = (Array.isArray(value) ? value : [value]).map((one) => {
    const text = textOf(one)
    return text !== null && has(`audit:value.${noun}.${text}`) ? t(`audit:value.${noun}.${text}`) : text
  })
  return texts.every((text) => text === null) ? null : texts.join(', ')
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const stateChange = (noun: string, { from, to }: JsonObject, words: Words): Change[] =>
  typeof from === 'string' && typeof to === 'string' && from !== to
    ? [{ label: labelOf('state', words), before: wordOf(noun, from, words), after: wordOf(noun, to, words) }]
    : []

const changeOf = (noun: string, field: string, before: JsonValue | undefined, after: JsonValue | undefined, words: Words): Change =>
  ({ label: labelOf(field, words), before: wordOf(noun, before, words), after: wordOf(noun, after, words) })

/** `changes: [{ field, before, after }]`, as an edited form leaves them. */
const listedChanges = (noun: string, { changes }: JsonObject, words: Words): Change[] => {
  const listed = (Array.isArray(changes) ? changes : []).filter(isObject)
  return listed.map(({ field, before, after }) => changeOf(noun, String(field), before, after, words))
}

/** `before: {…}, after: {…}`: the names whose values differ. */
const pairedChanges = (noun: string, { before, after }: JsonObject, words: Words): Change[] => {
  if (!isObject(before) || !isObject(after)) return []
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => textOf(before[name]) !== textOf(after[name]))
  return names.map((name) => changeOf(noun, name, before[name], after[name], words))
}

const changesOf = ({ event, data, personal }: Telling, words: Words): Change[] => {
  const noun = event.split('.')[0]!
  const open = personal ?? {}
  return [
    ...stateChange(noun, data, words), ...listedChanges(noun, data, words), ...pairedChanges(noun, data, words),
    ...listedChanges(noun, open, words), ...pairedChanges(noun, open, words),
  ]
}

/** An event as the timeline tells it: who did what, why, what was before and after; with the tone and picture of its kind. */
export const tellEvent = (one: Telling, words: Words): Told => {
  const [why, changes] = [whyOf(one, words), changesOf(one, words)]
  return {
    at: one.at, who: whoOf(one, words), what: sentenceOf(one, words), ...(why ? { why } : {}), ...(changes.length > 0 ? { changes } : {}),
    ...looks(one.event),
  }
}
