import type { Day } from '#src/kernel/calendar.ts'
import { Refusal } from '#src/kernel/errors.ts'

/**
 * Every list there can be; its row in the database says where it comes from and whether it counts
 * (`migrations/2026-12-03-0900_create_watchlists.ts`).
 */
export const listCodes = ['fr', 'eu', 'un', 'uk', 'ofac', 'ofac-cons', 'hatvp', 'deputies', 'pep', 'house'] as const
export type ListCode = (typeof listCodes)[number]

/**
 * What being listed means here: funds must be frozen (SAN-01); sanctioned elsewhere, our policy; a politically exposed person (PEP-01); our
 * own reasons.
 */
export const topics = ['freeze', 'sanction', 'pep', 'house'] as const
export type Topic = (typeof topics)[number]

/** The publishers' own formats; `own_csv` is ours, for what has no publisher (docs/operators.md). */
export const formats = [
  'dgt_json',
  'eu_xml',
  'eu_csv',
  'un_xml',
  'uk_csv',
  'ofac_csv',
  'ofac_xml',
  'hatvp_csv',
  'deputies_csv',
  'own_csv',
] as const
export type Format = (typeof formats)[number]

export const kinds = ['person', 'organisation', 'vessel', 'aircraft'] as const
export type Kind = (typeof kinds)[number]

/** `primary`: what the publisher calls it; `strong`: a good alias; `weak`: one that the publisher itself calls low or weak. */
export const qualities = ['primary', 'strong', 'weak'] as const
export type NameQuality = (typeof qualities)[number]
/** `script`: ISO 15924 (`Latn`, `Cyrl`, `Arab`, `Hani`…), of most of its letters. */
export type ListedName = { text: string; quality: NameQuality; script: string }

/**
 * The days it may have been: a day is both ends, a year its first and last day, a range likewise. `isCirca`: the publisher is not sure even
 * of that.
 */
export type Birth = { from: Day; to: Day; isCirca: boolean }
/** `country` here and below: ISO 3166-1 alpha-2 where we know the name, else as the publisher writes it. Null: not said. */
export type Place = { text: string; country: string | null }

export const identifierKinds = [
  'passport',
  'national_id',
  'tax',
  'registration',
  'imo',
  'mmsi',
  'aircraft',
  'lei',
  'bic',
  'crypto',
  'other',
] as const
export type IdentifierKind = (typeof identifierKinds)[number]
export type Identifier = { kind: IdentifierKind; number: string; country: string | null }

/** What a search compares: kept apart from the rest, so that thousands of them are read quickly. */
export type Party = {
  kind: Kind
  topics: Topic[]
  /** The primary name first. Never empty. */
  names: ListedName[]
  births: Birth[]
  birthPlaces: Place[]
  nationalities: string[]
  /** Of its addresses, seat or flag. */
  countries: string[]
  gender: 'm' | 'f' | null
  identifiers: Identifier[]
}

/** What a person who judges reads beside. */
export type Details = {
  addresses: Place[]
  positions: string[]
  programmes: string[]
  measures: string[]
  /** The acts by which it is listed. */
  grounds: string[]
  reasons: string
  listedOn: Day | null
  /**
   * Of a national freeze: six months from its last act, unless it is renewed (SAN-04). Told, never acted upon: only the publisher removes.
   */
  expiresOn: Day | null
  /** The same one on other lists, as the publisher says. */
  joins: { list: 'eu' | 'un' | 'uk'; ref: string }[]
  remarks: string
}

/** One listed party, whoever published it. `ref`: the publisher's stable id. */
export type Entry = Party & Details & { ref: string }

/** What an import notes of a file that it takes: nothing is left out or cut in silence. */
export const remarksOnEntries = ['no_name', 'no_ref', 'twice', 'name_cut', 'text_cut', 'bad_date', 'orphan', 'damaged_letter'] as const
export type EntryRemark = (typeof remarksOnEntries)[number]
export type Noted = { ref: string; remark: EntryRemark }

/** A file that was read whole. `publishedOn`: as it says itself; null where it does not. */
export type ReadList = { format: Format; publishedOn: Day | null; entries: Entry[]; noted: Noted[] }

/** Why a whole file is refused; the version in force stays. */
export const faults = [
  'empty',
  'too_large',
  'unknown_format',
  'other_format',
  'encoding',
  'doctype',
  'cut',
  'malformed',
  'field_too_long',
  'no_entries',
  'too_many',
  'too_small',
  'older',
  'unreachable',
  'bad_archive',
  'parts_missing',
] as const
export type Fault = (typeof faults)[number]

/** The refusal of a whole file: its code is the fault's, its sentence stands beside the field `file`. */
export const refusedFile = (fault: Fault, details: Record<string, string | number> = {}): Refusal =>
  new Refusal(422, `list_${fault}`, { file: `watchlists:fault.${fault}` }, details)

export const faultOf = (error: unknown): Fault | null =>
  error instanceof Refusal && error.code.startsWith('list_') ? (faults.find((one) => error.code === `list_${one}`) ?? null) : null

/** What of an entry changed, in the words of whoever must judge it anew: a disposition outlives `measures` and `other` (SAN-07). */
export const parts = ['names', 'birth', 'nationality', 'gender', 'identifiers', 'measures', 'other'] as const
export type Part = (typeof parts)[number]

/** SAN-05: a list that must be frozen by is looked for at least daily. Others are not late before a week. */
export const mostHours: Record<Topic, number> = { freeze: 24, sanction: 24, pep: 31 * 24, house: Number.POSITIVE_INFINITY }

/** Whether nobody has looked for a newer one for too long; one that was never there is late as well. Our own lists are never. */
export const isOverdue = ({ topic, checkedAt }: { topic: Topic; checkedAt: Date | null }, now: Date): boolean =>
  mostHours[topic] !== Number.POSITIVE_INFINITY &&
  (checkedAt === null || now.getTime() - checkedAt.getTime() > mostHours[topic] * 3_600_000)

/** An identifier as it is compared: letters and digits alone, capitals; a ship's without the word that says it is one. */
export const plainNumber = (number: string): string =>
  number.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '').replace(/^(?:IMO|OMI)(?=\d{7}$)/, '').slice(0, 100)

/** A party as `watchlist_editions` keeps it. */
export const partyOfText = (text: string): Party => JSON.parse(text) as Party

export const isListCode = (text: string): text is ListCode => (listCodes as readonly string[]).includes(text)

/** A freeze binds by law: no setting leaves such a list out (SAN-01, SAN-03). */
export const mustCount = (topic: Topic): boolean => topic === 'freeze'

/** The addresses a list is fetched from: one, or those of a set of files. */
export const addressesOf = (said: string | null): string[] => (said ?? '').split(/\s+/).filter((one) => one !== '')

/** Whose they are, without what they carry. */
export const hostsOf = (said: string | null): string | null =>
  [...new Set(addressesOf(said).map((one) => (URL.canParse(one) ? new URL(one).host : '')))].filter((one) => one !== '').join(', ') || null
