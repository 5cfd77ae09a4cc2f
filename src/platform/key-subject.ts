import type { JsonValue } from './db.types.ts'

/** Whose key: an id, and the dossier in which he stands, with which his key goes. */
export type KeySubject = { subject: string; within: string | null }

/**
 * What has a key of its own: a person of a dossier, a user, a payer; a card, a mandate and an address, which stand for whoever holds them
 * (no row says which payer that is); and files that are about persons, for the words on them that are nobody's alone: a dossier, a dispute,
 * a case of fraud.
 */
const kept = /^(pers|user|cust|card|sepa|addr|doss|dspt|frdc)_/

const idIn = (
  value: JsonValue | undefined,
  kind: string,
): string | null => (typeof value === 'string' && value.startsWith(`${kind}_`) ? value : null)

/**
 * Under whose key the words of an event lie, by what it says of itself: the person it names, else what it happened to, else the file in
 * which it stands. Null: nobody's but the merchant's. The one rule for what is written now and for what was written before there were such
 * keys.
 */
export const keySubjectOf = (subject: string, data: { readonly [name: string]: JsonValue | undefined }): KeySubject | null => {
  const dossier = idIn(subject, 'doss') ?? idIn(data['dossierId'], 'doss')
  const person = idIn(data['personId'], 'pers')
  if (person) return { subject: person, within: dossier }
  if (kept.test(subject)) return { subject, within: dossier }
  const named = idIn(data['mandateId'], 'sepa') ?? idIn(data['userId'], 'user')
  if (named) return { subject: named, within: null }
  return dossier ? { subject: dossier, within: dossier } : null
}
