import type { Day } from '#src/kernel/calendar.ts'
import { prepareName, type PreparedName } from './prepareName.ts'
import type { NameKind } from './word.ts'

/** Days it may have been: a day is both ends, a year its first and its last day. */
export type Birth = { from: Day; to: Day; isCirca: boolean }
export type PartyName = { text: string; quality: 'primary' | 'strong' | 'weak' }
export type PartyIdentifier = { kind: string; number: string; country: string | null }

/** Who is looked for, and who is listed: the same shape. An entry of a watch list fits (`src/watchlists/watchlist.ts`). */
export type Party = {
  kind: 'person' | 'organisation' | 'vessel' | 'aircraft'
  names: readonly PartyName[]
  births: readonly Birth[]
  birthPlaces: readonly { text: string; country: string | null }[]
  nationalities: readonly string[]
  countries: readonly string[]
  gender: 'm' | 'f' | null
  identifiers: readonly PartyIdentifier[]
}

/** A listed party made ready, once for all searches. `asked` may lack anything but its names. */
export type PreparedParty = { party: Party; names: readonly (PreparedName & { text: string; quality: PartyName['quality'] })[] }

export const nameKindOf = (kind: Party['kind']): NameKind => (kind === 'person' ? 'person' : 'organisation')

/**
 * Al-Qa'ida/Islamic Army: a publisher writes two names of one organisation as one. Each half must be long enough to be a name (A/S is
 * none).
 */
const readingsOf = (text: string, kind: NameKind): string[] => {
  const halves = kind === 'organisation' ? text.split('/').map((half) => half.trim()) : []
  return halves.length > 1 && halves.length < 5 && halves.every((half) => half.length > 4) ? [text, ...halves] : [text]
}

export const prepareParty = (party: Party, kind: NameKind = nameKindOf(party.kind)): PreparedParty => ({
  party,
  names: party.names.flatMap(({ text, quality }) =>
    readingsOf(text, kind).map((reading) => ({ ...prepareName(reading, kind), text, quality }))
  ),
})
