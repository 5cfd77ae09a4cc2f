import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import type { Mrz, PieceType } from '#src/pieces/piece.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { formOf } from './form.ts'
import { plainOf } from './tokens.ts'

type Evidence = { type: PieceType; score: number }

/** Whose national cards an identity may be proved with (rules.md §1.4 `eu_id`): the Union, the rest of the Economic Area, Switzerland. */
const europe = new Set(
  'AUT BEL BGR HRV CYP CZE DNK EST FIN DEU D<< GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP SWE ISL LIE NOR CHE'.split(' '),
)

const typeOfZone = ({ format, lines }: Mrz): PieceType | null => {
  const [first = ''] = lines
  const issuer = first.slice(2, 5)
  if (format === 'FR2x36') return 'fr_cni_old'
  if (format === 'TD3') return 'passport'
  if (issuer === 'FRA') return first.startsWith('ID') ? 'fr_cni_e' : 'titre_sejour'
  return europe.has(issuer) ? 'eu_id' : null
}

/** A zone says what it is; one that does not verify was perhaps misread, seldom in its first letters. */
const byZone = (pages: readonly ReadPage[]): Evidence[] => {
  const mrz = readMrz(pages)?.mrz
  const type = mrz && typeOfZone(mrz)
  return type ? [{ type, score: mrz.checks.every(({ isRight }) => isRight) ? 96 : 80 }] : []
}

/** Titles and labels that one kind of document alone has. Found as they are, blanks and accents aside. */
const marks: [type: PieceType, weight: number, mark: RegExp][] = [
  ['fr_cni_e', 40, /identitycard/],
  ['fr_cni_e', 25, /cartenationaled?.?identite/],
  ['fr_cni_e', 20, /alternatename|ndudocument|documentno/],
  ['fr_cni_e', 30, /tailleheight/],
  ['fr_cni_e', 15, /adresseaddress/],
  ['fr_cni_e', 15, /datededelivrancedateofissue/],
  ['fr_cni_old', 35, /cartenationaled?.?identiten\W?\d?/],
  ['fr_cni_old', 20, /ne(e|c)?le\d|neele/],
  ['fr_cni_old', 40, /cartevalablejusqu/],
  ['fr_cni_old', 15, /delivreele/],
  ['fr_cni_old', 15, /signaturedelautorite|signaturedutitulaire/],
  ['fr_cni_old', 15, /nationalitefrancaise/],
  ['passport', 45, /passeport|passport|reisepass|pasaporte|passaporto/],
  ['passport', 25, /passeportn|passportno/],
  ['passport', 20, /countrycode|codeofissuingstate|codedupays/],
  ['titre_sejour', 60, /titredesejour|residencepermit|cartedesejour|cartederesident|permisdesejour/],
  ['titre_sejour', 15, /typeofpermit|categoriedutitre|netranger/],
  ['driving_licence', 70, /permisdeconduire|drivinglicence|driverslicense|fuhrerschein/],
  [
    'eu_id',
    50,
    /personalausweis|identiteitskaart|cartadidentita|documentonacionaldeidentidad|cartaodecidadao|dowodosobisty|cartedeidentitate/,
  ],
]

const certain = 90
/** A row that ends in fillers, whatever became of them: no other print has three in a row. */
const zoneRow = /^[A-Z0-9<]{10,}<{3,}[A-Za-z0-9<]*$/
const hasZoneRow = ({ text }: ReadPage): boolean =>
  text.split('\n').some((row) => row.length < 100 && zoneRow.test(row.replace(/\s+/g, '')))
/** A zone beside the title says as much as two labels: on a poor photograph the labels are the first to go. */
const labelsOfZone = 2

/** A page of prose that speaks of passports is none: cards have few words. */
const mostWords = 220
const mostPages = 6

/** Labels of a person's: a title alone may be a heading in any text. */
const personal = new Set([
  'family_name',
  'given_names',
  'sex',
  'nationality',
  'birth_date',
  'birth_place',
  'height',
  'document_number',
  'expires_on',
  'address',
  'issued_on',
])

const ofPage = (page: ReadPage): Evidence[] => {
  const rows = page.text.split('\n').filter((row) => !row.includes('<<')).map(plainOf)
  const labels = new Set(formOf(page, 'fr_cni_old').labels.map(({ name }) => name).filter((name) => personal.has(name)))
  const shown = labels.size + (hasZoneRow(page) ? labelsOfZone : 0)
  const support = Math.min(30, 6 * shown)
  const types = [...new Set(marks.map(([type]) => type))]
  return types
    .map((type) => {
      const seen = marks.filter(([of, , mark]) => of === type && rows.some((row) => mark.test(row)))
      const weight = seen.reduce((sum, [, some]) => sum + some, 0)
      return { type, score: weight === 0 || shown < 2 ? Math.min(weight, 30) : Math.min(certain, weight + support) }
    })
    .filter(({ score }) => score > 0)
}

/** What identity documents the pages may be, the likeliest first; score 0..100. Empty where nothing speaks for one. */
export const identityEvidence = (pages: readonly ReadPage[]): Evidence[] => {
  const few = pages.slice(0, mostPages).filter(({ words }) => words.length > 0 && words.length <= mostWords)
  const all = [...byZone(pages), ...few.flatMap(ofPage)]
  const best = new Map<PieceType, number>()
  for (const { type, score } of all) best.set(type, Math.max(score, best.get(type) ?? 0))
  return [...best].map(([type, score]) => ({ type, score })).sort((a, b) => b.score - a.score)
}
