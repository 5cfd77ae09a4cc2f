import { nameKindOf, prepareParty, type Party, type PreparedParty } from '#src/matching/party.ts'
import { scorePreparedParty, type PartyScore } from '#src/matching/scoreParty.ts'
import type { Thresholds } from '#src/matching/thresholds.ts'
import type { NameKind } from '#src/matching/word.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findCandidateTexts, type CandidateText } from '#src/watchlists/candidates.sql.ts'
import { partyOfText, type Party as ListedParty } from '#src/watchlists/watchlist.ts'

/** A listed party made ready, with what its publisher says it is listed for. */
export type Listed = PreparedParty & { party: ListedParty }
export type Match = Pick<CandidateText, 'entryId' | 'editionId' | 'listCode'> & { listed: ListedParty; result: PartyScore }
export type Found = { candidateCount: number; matches: Match[] }

/** Parties under their edition, which never changes: some kilobytes each, the ones asked for last. */
const known = new Map<string, Listed>()
const mostKnown = 20_000
const keep = (id: string, listed: Listed): void => {
  known.delete(id)
  known.set(id, listed)
  if (known.size > mostKnown) known.delete(known.keys().next().value!)
}

const listedOf = ({ editionId, said }: CandidateText): Listed => {
  const one = known.get(editionId) ?? (prepareParty(partyOfText(said)) as Listed)
  keep(editionId, one)
  return one
}

/**
 * Who is asked for, made ready as a person and as an organisation, each when the first such one is compared: an organisation's words are
 * weighed otherwise. Where nobody says what he is, he is whatever the listed one is.
 */
export type Asked = (kind: NameKind) => PreparedParty
export const askFor = (party: Party, isKindKnown: boolean): Asked => {
  const ready: Partial<Record<NameKind, PreparedParty>> = {}
  return (kind) => (ready[kind] ??= prepareParty(isKindKnown ? party : { ...party, kind }, kind))
}

export const scoreAsked = (asked: Asked, listed: PreparedParty, thresholds: Thresholds): PartyScore =>
  scorePreparedParty(asked(nameKindOf(listed.party.kind)), listed, thresholds)

const candidatesOf = async (db: ReadDb, { names, identifiers }: Party): Promise<CandidateText[]> => {
  const numbers = identifiers.map(({ number }) => number)
  const found = new Map<string, CandidateText>()
  for (const [at, { text }] of names.entries()) {
    for (const one of await findCandidateTexts(db, { name: text, numbers: at === 0 ? numbers : [] })) found.set(one.entryId, one)
  }
  return [...found.values()]
}

/** Everybody on the lists in force who is worth comparing with him, under each of his names, the likest first. */
export const searchLists = async (
  db: ReadDb,
  party: Party,
  { isKindKnown, thresholds }: { isKindKnown: boolean; thresholds: Thresholds },
): Promise<Found> => {
  const candidates = await candidatesOf(db, party)
  const asked = askFor(party, isKindKnown)
  const matches = candidates.map((one): Match => {
    const listed = listedOf(one)
    return {
      entryId: one.entryId,
      editionId: one.editionId,
      listCode: one.listCode,
      listed: listed.party,
      result: scoreAsked(asked, listed, thresholds),
    }
  })
  return { candidateCount: candidates.length, matches: matches.sort((a, b) => b.result.score - a.result.score) }
}
