import { compareBirths, type BirthLikeness } from './compareBirths.ts'
import { normalForm } from './normalForm.ts'
import type { Birth, Party, PartyIdentifier } from './party.ts'

/** What beside the names speaks for or against, and by how much it moves the score of the names. */
export type Found = {
  on: 'birth' | 'country' | 'birthPlace' | 'gender' | 'kind' | 'identifier' | 'weakAlias'
  how: string
  query: string | null
  listed: string | null /** Below 0: taken off the score. Above: the share of what the score lacks of 1 that is made good. */
  moves: number
}
export type Adjustment = Omit<Found, 'moves'> & { by: number }

/** A birth date is the strongest thing a file says of a person after his name: another one takes a full match under the alert. */
export const birthBy: Record<BirthLikeness, number> = {
  same: 0.4,
  swapped: 0.25,
  oneDigit: 0.1,
  year: 0.12,
  near: 0,
  sameYear: -0.06,
  nextYear: -0.1,
  other: -0.2,
  generation: -0.3,
}
/** Nationalities change and are many: little for, little against. */
export const countryBy = { same: 0.1, other: -0.05 }
export const placeBy = { same: 0.1 }
export const genderBy = { other: -0.1 }
/** A person is not a company or a ship. A sole trader trades under a company's name, so it does not exclude. */
export const kindBy = { other: -0.15 }
/**
 * Another number of the same kind from the same country speaks against, cautiously: passports are renewed, a company has one registration.
 */
export const identifierBy = { same: 0.6, other: -0.05, otherForGood: -0.15 }

const birthText = ({ from, to, isCirca }: Birth): string =>
  `${isCirca ? '~' : ''}${from === to ? from : from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : `${from.slice(0, 4)}–${to.slice(0, 4)}`}`

const ofBirth = (query: Party, listed: Party): Found[] => {
  const found = compareBirths(query.births, listed.births)
  return found
    ? [{ on: 'birth', how: found.likeness, query: birthText(found.query), listed: birthText(found.listed), moves: birthBy[found.likeness] }]
    : []
}

const plainCountry = (country: string): string => (/^[a-z]{2}$/i.test(country.trim()) ? country.trim().toLowerCase() : normalForm(country))
const countriesOf = ({ nationalities, countries, birthPlaces, kind }: Party): string[] => {
  const own = (nationalities.length > 0 || kind === 'person' ? nationalities : countries).map(plainCountry).filter((country) =>
    country !== '' && country !== '00'
  )
  return own.length > 0 || kind !== 'person' ? own : birthPlaces.flatMap(({ country }) => (country ? [plainCountry(country)] : []))
}
/** Written in one way on both sides, or they cannot be told to differ: `fr` and `France`. */
const isComparable = (a: string, b: string): boolean => (a.length === 2) === (b.length === 2)

const ofCountry = (query: Party, listed: Party): Found[] => {
  const [asked, theirs] = [countriesOf(query), countriesOf(listed)]
  if (asked.length === 0 || theirs.length === 0) return []
  const both = asked.find((country) => theirs.includes(country))
  if (both) return [{ on: 'country', how: 'same', query: both, listed: both, moves: countryBy.same }]
  const differ = asked.every((one) => theirs.every((other) => isComparable(one, other)))
  return differ ? [{ on: 'country', how: 'other', query: asked.join(', '), listed: theirs.join(', '), moves: countryBy.other }] : []
}

/** The town, as it is written on both sides: a name of a place has as many spellings as one of a person, so another one says nothing. */
const ofPlace = (query: Party, listed: Party): Found[] => {
  const towns = listed.birthPlaces.map(({ text }) => ` ${normalForm(text)} `)
  const found = query.birthPlaces.map(({ text }) => normalForm(text)).find((town) =>
    town.length > 2 && towns.some((other) => other.includes(` ${town} `))
  )
  return found ? [{ on: 'birthPlace', how: 'same', query: found, listed: found, moves: placeBy.same }] : []
}

const ofGender = (query: Party, listed: Party): Found[] => (query.gender && listed.gender && query.gender !== listed.gender
  ? [{ on: 'gender', how: 'other', query: query.gender, listed: listed.gender, moves: genderBy.other }]
  : [])

const ofKind = (query: Party, listed: Party): Found[] => ((query.kind === 'person') !== (listed.kind === 'person')
  ? [{ on: 'kind', how: 'other', query: query.kind, listed: listed.kind, moves: kindBy.other }]
  : [])

const plainNumber = (number: string): string => number.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '').slice(0, 100)
/** Numbers that are given once and for good. */
const forGood = new Set(['imo', 'lei', 'registration'])
const isSameNumber = (a: PartyIdentifier, b: PartyIdentifier): boolean =>
  plainNumber(a.number).length >= 5 && plainNumber(a.number) === plainNumber(b.number) &&
  (a.kind === b.kind || a.kind === 'other' || b.kind === 'other') &&
  (!a.country || !b.country || plainCountry(a.country) === plainCountry(b.country))
const isOtherNumber = (a: PartyIdentifier, b: PartyIdentifier): boolean =>
  a.kind === b.kind && a.kind !== 'other' &&
  (forGood.has(a.kind) && a.kind !== 'registration'
    ? true
    : Boolean(a.country && b.country && plainCountry(a.country) === plainCountry(b.country)))

const ofIdentifiers = (query: Party, listed: Party): Found[] => {
  const pairs = query.identifiers.flatMap((one) => listed.identifiers.map((other) => ({ one, other })))
  const same = pairs.find(({ one, other }) => isSameNumber(one, other))
  if (same)
    return [{
      on: 'identifier',
      how: 'same',
      query: `${same.one.kind} ${same.one.number}`,
      listed: `${same.other.kind} ${same.other.number}`,
      moves: identifierBy.same,
    }]
  const other = pairs.find(({ one, other: their }) => isOtherNumber(one, their))
  if (!other) return []
  return [{
    on: 'identifier',
    how: 'other',
    query: `${other.one.kind} ${other.one.number}`,
    listed: `${other.other.kind} ${other.other.number}`,
    moves: forGood.has(other.one.kind) ? identifierBy.otherForGood : identifierBy.other,
  }]
}

/** All that is known on both sides; what one side does not say counts neither way. */
export const adjustmentsOf = (query: Party, listed: Party): Found[] =>
  [ofIdentifiers, ofBirth, ofCountry, ofPlace, ofGender, ofKind].flatMap((adjust) => adjust(query, listed))
