import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { refusedFile, type Birth, type Entry, type Identifier, type Kind, type Noted, type ReadList } from '../watchlist.ts'
import { birthOf, readDay, withoutNewYear } from './births.ts'
import { buildEntry, genderOf, joined, oneLine } from './buildEntry.ts'
import { countryOf } from './countries.ts'
import { longestField } from './xmlRecords.ts'

// The national register of freezes, as the Direction générale du Trésor publishes it (« dernière publication, fichier JSON »).

type Values = Record<string, unknown>
type Said = Map<string, Values[]>

const natures: Record<string, Kind> = dictionary({
  'personne physique': 'person',
  'personne morale': 'organisation',
  navire: 'vessel',
  aeronef: 'aircraft',
  aéronef: 'aircraft',
})

const text = (value: unknown): string => {
  const said = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
  if (said.length > longestField) throw refusedFile('field_too_long', { field: said.slice(0, 20) })
  return said
}
const rowsOf = (
  value: unknown,
): Values[] => (Array.isArray(value) ? value.filter((one): one is Values => typeof one === 'object' && one !== null) : [])

const saidOf = (record: Values): Said => {
  const said: Said = new Map()
  for (const { TypeChamp: field, Valeur: values } of rowsOf(record['RegistreDetail']))
    said.set(text(field), [...(said.get(text(field)) ?? []), ...rowsOf(values)])
  return said
}

const each = (said: Said, field: string, key: string): string[] =>
  (said.get(field) ?? []).map((one) => text(one[key]).trim()).filter((one) => one !== '')

const birthOfRow = (row: Values): Birth | null => {
  const birth = birthOf({ day: Number(text(row['Jour'])) || 0, month: Number(text(row['Mois'])) || 0, year: Number(text(row['Annee'])) })
  return birth && { ...withoutNewYear(birth), isCirca: /environ|approximativ|circa/i.test(text(row['Commentaire'])) }
}

/** « série 1808 n° 233282 » is two numbers of one passport; the comment may say what kind it is. */
const kindOfNumber = (comment: string): Identifier['kind'] => {
  if (/fiscal|impôt|imposition|taxe|INN|TIN/i.test(comment)) return 'tax'
  if (/passeport/i.test(comment)) return 'passport'
  if (/OMI|IMO/.test(comment)) return 'imo'
  return /enregistrement|immatriculation|registre|OGRN|registration/i.test(comment)
    ? 'registration'
    : /identité|identification|nationale|carte/i.test(comment)
    ? 'national_id'
    : 'other'
}

const withoutWords = (number: string): string => oneLine(number.replace(/^\s*série\s+/i, '').replace(/\s*n[°º]\s*/gi, ' '))

const identifiersOf = (said: Said): Identifier[] => [
  ...each(said, 'PASSEPORT', 'NumeroPasseport').map((number): Identifier => ({
    kind: 'passport',
    number: withoutWords(number),
    country: null,
  })),
  ...(said.get('AUTRE_IDENTITE') ?? []).map((row): Identifier => ({
    kind: kindOfNumber(text(row['Commentaire'])),
    number: withoutWords(text(row['NumeroCarte'])),
    country: null,
  })),
  ...(said.get('IDENTIFICATION') ?? []).map((row): Identifier => ({
    kind: kindOfNumber(text(row['Commentaire'])),
    number: text(row['Identification']),
    country: null,
  })),
  ...each(said, 'NUMERO_OMI', 'NumeroOMI').map((number): Identifier => ({ kind: 'imo', number, country: null })),
]

const nationalMeasure = /L\.?\s*562-2(?:-1)?\b/i

/**
 * National freezes last six months unless renewed (SAN-04, articles L562-2 and L562-2-1 CMF): counted from the last act, where no act of
 * the Union or the United Nations holds besides.
 */
const expiryOf = (grounds: readonly string[]): Day | null => {
  if (grounds.length === 0 || !grounds.every((ground) => nationalMeasure.test(ground))) return null
  const days = grounds.map((ground) => readDay(/\bdu (\d{2}\/\d{2}\/\d{4})/i.exec(ground)?.[1])).filter((day) => day !== null)
  return days.length > 0 ? addMonths(days.sort().at(-1)!, 6) : null
}

const addressesOf = (said: Said) =>
  ['ADRESSE_PP', 'ADRESSE_PM'].flatMap((field) => said.get(field) ?? []).map((row) => ({
    text: text(row['Adresse']),
    country: countryOf(text(row['Pays'])),
  }))

const listedOn = (grounds: readonly string[]): Day | null =>
  grounds.map((ground) => readDay(/\bdu (\d{2}\/\d{2}\/\d{4})/i.exec(ground)?.[1])).filter((day) => day !== null).sort()[0] ?? null

const remarksOf = (said: Said): string =>
  [
    ...(said.get('IDENTIFICATION') ?? []).map((row) => text(row['Commentaire'])),
    ...each(said, 'TELEPHONE', 'Telephone'),
    ...each(said, 'COURRIEL', 'Courriel'),
    ...each(said, 'SITE_INTERNET', 'SiteInternet'),
    ...(said.get('PASSEPORT') ?? []).map((row) => text(row['Commentaire'])),
    ...(said.get('AUTRE_IDENTITE') ?? []).map((row) => text(row['Commentaire'])),
  ]
    .filter((one) => one.trim() !== '')
    .join('\n')

const entryOf = (record: Values, noted: Noted[]): Entry | null => {
  const said = saidOf(record)
  const [grounds, addresses] = [each(said, 'FONDEMENT_JURIDIQUE', 'FondementJuridiqueLabel'), addressesOf(said)]
  const firsts = each(said, 'PRENOM', 'Prenom')
  return buildEntry({
    ref: text(record['IdRegistre']),
    kind: natures[oneLine(text(record['Nature'])).toLowerCase()] ?? 'organisation',
    topics: ['freeze'],
    names: [
      { text: joined([firsts[0], text(record['Nom'])]), quality: 'primary' },
      ...firsts.slice(1).map((first) => ({ text: joined([first, text(record['Nom'])]), quality: 'strong' as const })),
      ...each(said, 'ALIAS', 'Alias').map((alias) => ({ text: alias, quality: 'strong' as const })),
    ],
    births: (said.get('DATE_DE_NAISSANCE') ?? []).filter((row) => text(row['Annee']).trim() !== '').map(birthOfRow),
    birthPlaces: (said.get('LIEU_DE_NAISSANCE') ?? []).map((row) => ({ text: text(row['Lieu']), country: countryOf(text(row['Pays'])) })),
    nationalities: each(said, 'NATIONALITE', 'Pays').map((one) => countryOf(one) ?? ''),
    countries: addresses.map(({ country }) => country ?? ''),
    gender: genderOf(each(said, 'SEXE', 'Sexe')[0]),
    identifiers: identifiersOf(said),
    addresses,
    positions: each(said, 'TITRE', 'Titre'),
    programmes: grounds.map((ground) => /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/.exec(ground)?.[1]?.split(' - ')[0] ?? ''),
    measures: [],
    grounds,
    reasons: each(said, 'MOTIFS', 'Motifs').join('\n'),
    listedOn: listedOn(grounds),
    expiresOn: expiryOf(grounds),
    joins: [
      ...each(said, 'REFERENCE_UE', 'ReferenceUe').map((ref) => ({ list: 'eu' as const, ref })),
      ...each(said, 'REFERENCE_ONU', 'ReferenceOnu').map((ref) => ({ list: 'un' as const, ref })),
    ],
    remarks: remarksOf(said),
  }, noted)
}

/** The end of a text that stops in the middle; anything else that does not read is malformed. */
const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (error) {
    const at = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? json.length)
    throw at >= json.trimEnd().length - 1 || /end of JSON|Unterminated/i.test((error as Error).message)
      ? refusedFile('cut')
      : refusedFile('malformed', { line: json.slice(0, at).split('\n').length })
  }
}

const isRecord = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

export const readDgtJson = (json: string): ReadList => {
  const root = parsed(json)
  const publication = isRecord(root) && isRecord(root['Publications']) ? root['Publications'] : null
  if (!publication || !Array.isArray(publication['PublicationDetail'])) throw refusedFile('unknown_format')
  const noted: Noted[] = []
  const entries = rowsOf(publication['PublicationDetail']).flatMap((record) => entryOf(record, noted) ?? [])
  return { format: 'dgt_json', publishedOn: readDay(text(publication['DatePublication']).slice(0, 10)), entries, noted }
}
