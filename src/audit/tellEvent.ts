import { isDay } from '#src/kernel/calendar.ts'
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
  /** Colleagues whom the event names beside its actor, by id. */
  names?: Record<string, string>
}
/**
 * The texts, as a face has them: `t` of the visit, whether a key has a text, and a field's value as one says it (`historyWords.page.ts`);
 * undefined where the face knows no better than the code.
 */
export type Words = {
  t: (key: string, values?: Record<string, unknown>) => string
  has: (key: string) => boolean
  say?: (field: string, value: JsonValue | undefined) => string | undefined
}
export type Change = { label: string; before: string | null; after: string | null }
export type Told = { at: Date; who: string; what: string; why?: string; changes?: Change[] } & Look

const scalars = (data: JsonObject): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(data).filter((pair): pair is [string, string | number] => ['string', 'number'].includes(typeof pair[1])),
  )

/** As one says them: a day is no « 2034-01-03 ». What chooses a plural stays a number. */
const inWords = (values: Record<string, string | number>, { say }: Words): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(values).map((
      [name, value],
    ) => [name, (name !== 'count' && (typeof value === 'number' || isDay(value)) ? say?.(name, value) : undefined) ?? value]),
  )

const namesIn = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!)

/** What a sentence names beside plain values: the piece, the letter, the colleague, the reason, each in words. */
const spoken = ({ data, names = {} }: Telling, { t, has }: Words): Record<string, string> => {
  const code = (value: JsonValue | undefined): string => (typeof value === 'string' ? (value.split(':')[0] ?? '') : '')
  const said = (name: string, key: string): [string, string][] => (has(key) ? [[name, t(key)]] : [])
  const called = (
    name: string,
    id: JsonValue | undefined,
  ): [string, string][] => (typeof id === 'string' && names[id] ? [[name, names[id]]] : [])
  return Object.fromEntries([
    ...said('piece', `requests:piece.${code(data['requirementKey'] ?? data['kind'])}`),
    ...said('refusal', `documents:refusal.${code(data['reason'])}`),
    ...said('letter', `audit:letter.${code(data['template'])}`),
    ...said('keys', `audit:keys.${code(data['mode'])}`),
    ...said('task', `audit:task.${code(data['job'])}`),
    ...said('listName', `watchlists:list.${String(data['list'])}.name`),
    ...said('measureName', `identification:measure.${String(data['measure'])}`),
    ...said('questionName', `amlCases:question.${String(data['question'])}`),
    ...called('colleague', data['to']),
    ...called('holder', data['ownerId']),
  ])
}

/** The sentence without its subject. A room that has not written one yet is told by the event's own name. */
const sentenceOf = (one: Telling, words: Words): string => {
  const { event, data, personal } = one
  const { t, has } = words
  const key = `audit:event.${event.replaceAll('.', '_')}`
  const values = { ...inWords({ ...scalars(data), ...scalars(personal ?? {}) }, words), ...spoken(one, words) }
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
    ? value.map((one) => textOf(one) ?? '').join(', ') :
    typeof value === 'object' ?
    JSON.stringify(value)
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

/** A value under its field: « 1200000 » of a volume is an amount, « FR » of a nationality a country. */
const valueOf = (noun: string, field: string, value: JsonValue | undefined, words: Words): string | null =>
  textOf(value) === null ? null : words.say?.(field, value) ?? wordOf(noun, value, words)

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** From hand to hand is no state: the sentence says who. */
const isId = (value: string): boolean => /^[a-z]{4}_[0-9A-Za-z]{24}$/.test(value)

const stateChange = (noun: string, { from, to }: JsonObject, words: Words): Change[] =>
  typeof from === 'string' && typeof to === 'string' && from !== to && !isId(from) && !isId(to)
    ? [{ label: labelOf('state', words), before: wordOf(noun, from, words), after: wordOf(noun, to, words) }]
    : []

const changeOf = (noun: string, field: string, before: JsonValue | undefined, after: JsonValue | undefined, words: Words): Change => ({
  label: labelOf(field, words),
  before: valueOf(noun, field, before, words),
  after: valueOf(noun, field, after, words),
})

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
    ...stateChange(noun, data, words),
    ...listedChanges(noun, data, words),
    ...pairedChanges(noun, data, words),
    ...listedChanges(noun, open, words),
    ...pairedChanges(noun, open, words),
  ]
}

/** An event as the timeline tells it: who did what, why, what was before and after; with the tone and picture of its kind. */
export const tellEvent = (one: Telling, words: Words): Told => {
  const [why, changes] = [whyOf(one, words), changesOf(one, words)]
  return {
    at: one.at,
    who: whoOf(one, words),
    what: sentenceOf(one, words),
    ...(why ? { why } : {}),
    ...(changes.length > 0 ? { changes } : {}),
    ...looks(one.event),
  }
}
