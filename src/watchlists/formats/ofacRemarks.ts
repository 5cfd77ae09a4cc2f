import type { Birth, Identifier, IdentifierKind, Place } from '../watchlist.ts'
import { readBirth } from './births.ts'
import { genderOf } from './buildEntry.ts'
import { countryAtEnd, countryOf } from './countries.ts'

// OFAC's CSV says all but names and addresses in prose: « DOB 17 Apr 1993; POB Kirkuk, Iraq; nationality Iraq; Passport A123 (Iraq); a.k.a.
// 'ABU ALI'. »

export type OfacRemarks = {
  weakNames: string[]
  births: (Birth | null)[]
  birthPlaces: Place[]
  nationalities: string[]
  gender: 'm' | 'f' | null
  identifiers: Identifier[]
}

const kindsOfNumbers: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/^(diplomatic |stateless person )?passport$/i, 'passport'],
  [/vessel registration|^imo( number)?$|company number imo/i, 'imo'],
  [/^mmsi/i, 'mmsi'],
  [/^aircraft (tail|construction|manufacturer's serial)/i, 'aircraft'],
  [/^(legal entity number|lei)/i, 'lei'],
  [/swift\/?bic/i, 'bic'],
  [/^digital currency address/i, 'crypto'],
  [/^(tax id|nit|ruc|rfc|r\.f\.c|c\.u\.i\.t|cuit|rut|v\.?a\.?t|vat|tax payer|fiscal|rif)/i, 'tax'],
  [
    /^(cedula|national id|identification (number|card)|d\.n\.i|dni|c\.u\.r\.p|curp|ssn|i\.f\.e|id card|residency|personal id|national foreign id|turkish identification|identity card|citizen's card|birth certificate|electoral registry|kenyan id)/i,
    'national_id',
  ],
  [
    /^(registration|commercial registry|company number|matricula|folio mercantil|business registration|enterprise number|trade license|chamber of commerce|public registration|organization code|unified social|economic register|license|business number|registered charity|uk company|us fein|d-u-n-s|government gazette|n\.i\.e|c\.r\.|registry)/i,
    'registration',
  ],
]

const kindOf = (label: string): IdentifierKind | null => kindsOfNumbers.find(([known]) => known.test(label))?.[1] ?? null

/** « Passport N 004417722 (Syria) »: a passport's number may have blanks, another's has none before its first digit. */
const passport = /^((?:Diplomatic |Stateless Person )?Passport)\s+([^(;]*\d[^(;]*?)\s*(?:\(([^)]*)\))?(?:\s+(?:issued|expires).*)?$/i

/** « Passport A123 (Iraq) », « Cedula No. 123 (Colombia) », « NIT # 456 », « Vessel Registration Identification IMO 7406784 ». */
const identifierIn = (said: string): Identifier | null => {
  const [, label = '', number = '', country] = passport.exec(said) ??
    /^(.*?)(?:\s*(?:No\.?|#|-\s*XBT|-\s*[A-Z]{3,4}|Number|IMO|MMSI))?\s+((?=[^\s(]*\d)[^(;]*?)\s*(?:\(([^)]*)\))?(?:\s+(?:issued|expires).*)?$/i
      .exec(said) ??
    []
  const kind = kindOf(label) ?? kindOf(said.slice(0, label.length + 8))
  return kind && number ? { kind, number: number.replace(/\s+(issued|expires)\s.*$/i, ''), country: countryOf(country) } : null
}

const quoted = /^(?:a\.k\.a\.|alt\. a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)\s+['"](.+?)['"]$/i

const takePiece = (said: OfacRemarks, piece: string): void => {
  const text = piece.replace(/^alt\.\s+/i, '')
  const [, word = '', rest = ''] = /^(DOB|POB|nationality(?: of registration)?|citizen|Gender)\s+(.+)$/i.exec(text) ?? []
  const weak = quoted.exec(text)?.[1]
  const birth = word.toUpperCase() === 'DOB'
  if (weak) said.weakNames.push(weak)
  else if (birth) said.births.push(readBirth(rest))
  else if (word.toUpperCase() === 'POB') said.birthPlaces.push({ text: rest, country: countryAtEnd(rest) })
  else if (/^(nationality|citizen)/i.test(word)) said.nationalities.push(countryOf(rest) ?? '')
  else if (/^gender$/i.test(word)) said.gender = genderOf(rest)
  else said.identifiers.push(...[identifierIn(text)].filter((one) => one !== null))
}

/** What can be told apart of a remark's prose; the prose itself is kept besides. A full stop ends it. */
export const readOfacRemarks = (remarks: string): OfacRemarks => {
  const said: OfacRemarks = { weakNames: [], births: [], birthPlaces: [], nationalities: [], gender: null, identifiers: [] }
  for (const piece of remarks.replace(/\.\s*$/, '').split(/;\s*/))
    takePiece(said, piece.trim().replace(/\.$/, (end) => (/\.[a-z]\.$/i.test(piece) ? end : '')))
  return said
}

/** The kind of a number by the words of OFAC's XML (« Passport », « Tax ID No. »). */
export const kindOfOfacNumber = (type: string): IdentifierKind => kindOf(type.replace(/\s*(No\.?|#)$/i, '')) ?? 'other'
