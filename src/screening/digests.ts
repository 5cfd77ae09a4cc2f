import { normalForm } from '#src/matching/normalForm.ts'
import type { Party } from '#src/matching/party.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { plainNumber } from '#src/watchlists/watchlist.ts'

/** What a judgement on a person and a listed one rests on, each apart: it holds until one of them changes, on either side (SAN-07). */
export const comparedParts = ['names', 'birth', 'nationality', 'gender', 'identifiers'] as const
export type ComparedPart = (typeof comparedParts)[number]
export type Digests = Record<ComparedPart, string>

const digest = (lines: readonly string[]): string => sha256(Buffer.from([...new Set(lines)].sort().join('\n'))).toString('hex').slice(0, 24)

/** In whatever order and script a publisher or a merchant writes them; addresses and reasons do not count. */
export const digestsOf = ({ kind, names, births, birthPlaces, nationalities, countries, gender, identifiers }: Party): Digests => ({
  names: digest([kind, ...names.map(({ text, quality }) => `${quality === 'weak' ? 'weak' : ''} ${normalForm(text)}`)]),
  birth: digest([
    ...births.map(({ from, to, isCirca }) => `${from} ${to} ${isCirca}`),
    ...birthPlaces.map(({ text, country }) => `${normalForm(text)} ${country ?? ''}`),
  ]),
  nationality: digest([...nationalities, ...(kind === 'person' ? [] : countries)]),
  gender: digest([gender ?? '']),
  identifiers: digest(identifiers.map(({ kind: of, number, country }) => `${of} ${plainNumber(number)} ${country ?? ''}`)),
})

export const changedDigests = (before: Digests, after: Digests): ComparedPart[] =>
  comparedParts.filter((part) => before[part] !== after[part])
