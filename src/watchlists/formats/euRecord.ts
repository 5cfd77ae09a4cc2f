import { dictionary } from '#src/kernel/dictionary.ts'
import type { Birth, Entry, Identifier, IdentifierKind, NameQuality, Noted, Place } from '../watchlist.ts'
import { birthBetween, birthOf, readBirth, readDay } from './births.ts'
import { buildEntry, genderOf, joined, scriptOf } from './buildEntry.ts'
import { countryOf } from './countries.ts'

// What the two files of the European Union (FSF) say of an entity, by the same names: the attributes of its XML and the columns of its CSV.

/** A value by the name of the XML's attribute; '' where it is not said. */
export type Said = (name: string) => string
export type EuRecord = {
  logicalId: string
  euReference: string
  unitedNationId: string
  designationDate: string
  designationDetails: string
  subjectType: string
  remarks: string[]
  names: Said[]
  addresses: Said[]
  births: Said[]
  identifications: Said[]
  citizenships: Said[]
  regulations: Said[]
}

const countryIn = (said: Said): string | null => countryOf(said('countryIso2Code')) ?? countryOf(said('countryDescription'))

const placeOf = (said: Said): Place => ({
  text: joined([said('street'), said('poBox'), said('zipCode'), said('city'), said('place'), said('region')], ', '),
  country: countryIn(said),
})

/** Said as a date, else as a year, from one to another, with a day and a month of their own columns. */
const birthIn = (said: Said): Birth | null | undefined => {
  const [date, year, from, to] = [said('birthdate'), Number(said('year')), Number(said('yearRangeFrom')), Number(said('yearRangeTo'))]
  if (date === '' && !year && !from && !to) return undefined
  const birth = from && to
    ? birthBetween(birthOf({ year: from }), birthOf({ year: to }))
    : date
    ? readBirth(date.slice(0, 10))
    : birthOf({ day: Number(said('dayOfMonth')) || 0, month: Number(said('monthOfYear')) || 0, year: year || from || to })
  return birth && { ...birth, isCirca: /^true$/i.test(said('circa')) }
}

const kindsOfNumbers: Record<string, IdentifierKind> = dictionary({
  passport: 'passport',
  id: 'national_id',
  ssn: 'national_id',
  nationalid: 'national_id',
  fiscalcode: 'tax',
  tin: 'tax',
  regnumber: 'registration',
  tradelic: 'registration',
  imo: 'imo',
  swiftbic: 'bic',
  electionid: 'national_id',
})

const identifierIn = (said: Said): Identifier => ({
  kind: kindsOfNumbers[said('identificationTypeCode').toLowerCase()] ??
    (/passport/i.test(said('identificationTypeDescription')) ? 'passport' : 'other'),
  number: said('number') || said('latinNumber'),
  country: countryIn(said),
})

/**
 * `strong` stands on nearly every alias and marks no primary name: the first in Latin letters is taken for it. An alias that says « false »
 * is weak.
 */
const namesOf = (all: readonly Said[]): { text: string; quality: NameQuality }[] => {
  const said = all
    .map((one) => ({
      text: one('wholeName') || joined([one('firstName'), one('middleName'), one('lastName')]),
      isWeak: /^false$/i.test(one('strong')),
    }))
    .filter(({ text }) => text.trim() !== '')
  const first = said.find(({ text, isWeak }) => !isWeak && scriptOf(text) === 'Latn') ?? said[0]
  return said.map((one) => ({ text: one.text, quality: one === first ? 'primary' : one.isWeak ? 'weak' : 'strong' }))
}

export const euEntry = (record: EuRecord, noted: Noted[]): Entry | null => {
  const addresses = record.addresses.map(placeOf)
  const regulations = record.regulations.map((one) => ({
    title: one('numberTitle'),
    programme: one('programme'),
    on: readDay(one('publicationDate').slice(0, 10)),
  }))
  return buildEntry({
    ref: record.euReference || record.logicalId,
    kind: /^p(erson)?$/i.test(record.subjectType) ? 'person' : 'organisation',
    topics: ['freeze'],
    names: namesOf(record.names),
    births: record.births.map(birthIn).filter((one) => one !== undefined),
    birthPlaces: record.births.map(placeOf),
    nationalities: record.citizenships.map((one) => countryIn(one) ?? ''),
    countries: addresses.map(({ country }) => country ?? ''),
    gender: genderOf(record.names.map((one) => one('gender')).find((one) => one !== '')),
    identifiers: record.identifications.map(identifierIn),
    addresses,
    positions: record.names.flatMap((one) => [one('title'), one('function')]),
    programmes: regulations.map(({ programme }) => programme),
    grounds: regulations.map(({ title, programme }) => joined([title, programme && `(${programme})`])),
    listedOn: readDay(record.designationDate.slice(0, 10)) ?? regulations.map(({ on }) => on).filter((on) => on !== null).sort()[0] ?? null,
    joins: record.unitedNationId ? [{ list: 'un', ref: record.unitedNationId }] : [],
    reasons: record.designationDetails,
    remarks: [...new Set(record.remarks.map((one) => one.trim()))].filter((one) => one !== '').join('\n'),
  }, noted)
}
