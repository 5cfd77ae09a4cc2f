import { nameKindOf, prepareParty, type Party, type PreparedParty } from '#src/matching/party.ts'
import { scorePreparedParty, type PartyScore } from '#src/matching/scoreParty.ts'
import type { Thresholds } from '#src/matching/thresholds.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findCandidateIds, readParties, type CandidateId } from '#src/watchlists/candidates.sql.ts'
import type { Party as ListedParty } from '#src/watchlists/watchlist.ts'

/** A listed party made ready, with what its publisher says it is listed for. */
export type Listed = PreparedParty & { party: ListedParty }
export type Match = Pick<CandidateId, 'entryId' | 'editionId' | 'listCode'> & { listed: ListedParty; result: PartyScore }
export type Found = { candidateCount: number; matches: Match[] }

/** Parties under their edition, which never changes: some kilobytes each, the ones asked for last. */
const known = new Map<string, Listed>()
const mostKnown = 20_000
const keep = (id: string, listed: Listed): void => {
  known.delete(id)
  known.set(id, listed)
  if (known.size > mostKnown) known.delete(known.keys().next().value!)
}

const listedOf = async (db: ReadDb, editionIds: readonly string[]): Promise<Map<string, Listed>> => {
  const missing = editionIds.filter((id) => !known.has(id))
  for (const [id, party] of await readParties(db, missing)) keep(id, prepareParty(party) as Listed)
  return new Map(editionIds.flatMap((id) => (known.has(id) ? [[id, known.get(id)!] as const] : [])))
}

/** Who is asked for, ready for people and for organisations: an organisation's words are weighed otherwise. Where nobody says what he is, he is whatever the listed one is. */
export type Asked = { person: PreparedParty; organisation: PreparedParty }
export const askFor = (party: Party, isKindKnown: boolean): Asked => ({
  person: prepareParty(isKindKnown ? party : { ...party, kind: 'person', nationalities: [...party.nationalities] }, 'person'),
  organisation: prepareParty(isKindKnown ? party : { ...party, kind: 'organisation' }, 'organisation'),
})

export const scoreAsked = (asked: Asked, listed: PreparedParty, thresholds: Thresholds): PartyScore =>
  scorePreparedParty(asked[nameKindOf(listed.party.kind)], listed, thresholds)

const candidatesOf = async (db: ReadDb, { names, identifiers }: Party): Promise<CandidateId[]> => {
  const numbers = identifiers.map(({ number }) => number)
  const found = new Map<string, CandidateId>()
  for (const [at, { text }] of names.entries()) {
    for (const one of await findCandidateIds(db, { name: text, numbers: at === 0 ? numbers : [] })) found.set(one.entryId, one)
  }
  return [...found.values()]
}

/** Everybody on the lists in force who is worth comparing with him, under each of his names, the likest first. */
export const searchLists = async (db: ReadDb, party: Party, { isKindKnown, thresholds }: { isKindKnown: boolean; thresholds: Thresholds }): Promise<Found> => {
  const candidates = await candidatesOf(db, party)
  const listed = await listedOf(db, candidates.map(({ editionId }) => editionId))
  const asked = askFor(party, isKindKnown)
  const matches = candidates.flatMap(({ entryId, editionId, listCode }): Match[] => {
    const one = listed.get(editionId)
    return one ? [{ entryId, editionId, listCode, listed: one.party, result: scoreAsked(asked, one, thresholds) }] : []
  })
  return { candidateCount: candidates.length, matches: matches.sort((a, b) => b.result.score - a.result.score) }
}
