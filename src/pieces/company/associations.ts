import type { PieceField } from '#src/pieces/piece.ts'
import { dateIn } from './dates.ts'
import { plainWords, squeeze } from './fold.ts'
import { fieldsByLabel, filledWith, firstIn, passOver, rule } from './labelled.ts'
import { isRole, representativeFields } from './people.ts'
import { capture, proseOf } from './prose.ts'
import type { Cell, Row } from './sheet.ts'
import { fieldFrom, type Span, spanIn, spanOf, tidy } from './span.ts'
import { takeAddress, takeDate, takeName, takeRna, takeSiret } from './takes.ts'

const rules = [
  rule(
    'rna',
    "Numéro RNA|N° RNA|Identification R.N.A.|Identifiant RNA|Le numéro|Numéro d'identification|Récépissé de déclaration de création de l'association n°|Association n°|de l'association n°|RNA|Référence RNA",
    takeRna,
  ),
  rule(
    'company_name',
    "Ayant pour titre|Titre de l'association|Titre|Dénomination|Nom de l'association|Constitution d'une association ayant pour titre|Dénommée|Intitulé",
    takeName,
    1,
  ),
  rule(
    'seat',
    'Dont le siège social est situé|Dont le siège est situé|Siège social|Adresse du siège social|Adresse du siège|Siège|Adresse de gestion',
    takeAddress,
    2,
  ),
  rule('activity', 'Objet|Objet social', takeName, 2),
  rule(
    'registered_on',
    'Déclaration en date du|Date de la déclaration|Date de déclaration|Déclarée le|Déclaré le|Décision prise le|Décision(s) prise(s) le',
    takeDate,
  ),
  rule(
    'issued_on',
    'Fait le|Délivré le|Date du récépissé|Récépissé délivré le|Date de publication|Date de parution|Parution du|Publié le|Annonce parue le|Date',
    takeDate,
  ),
  rule('siret', 'SIRET|Numéro SIRET', takeSiret),
  passOver(
    "Pièces fournies|Domaines|Site internet|Région|Département|Lieu parution|Type d'annonce|N° d'annonce|Paru le|Le préfet|Vu la loi|Liste des dirigeants|Observations",
  ),
]

/** « ayant pour titre : LES AMIS DU CANAL dont le siège social est situé : … » in running text. */
const inProse = (rows: readonly Row[]): PieceField[] => {
  const prose = proseOf(rows)
  const title = capture(
    prose,
    /(?:pour titre|dénommée|intitulée) ?:? ?[«"]? ?(.{3,120}?) ?[»"]?(?= (?:dont (?:le|l')|ayant (?:son|pour) (?:siège|objet)|siège|objet|décision))/iu,
  )
  const seat = capture(
    prose,
    /siège(?: social)?(?: est)?(?: situé| fixé)?(?: au| à)? ?:? ?(\d.{4,100}?\d{5} [\p{L}' -]{2,40}?)(?= (?:décision|objet|pièces|fait|à |le |a |dont|et )|[.;,]|$)/iu,
  )
  const declared = capture(prose, /déclaration (?:en date )?du ((?:\d{1,2}|[1lI]er) \p{L}+ \d{4}|\d{2}\/\d{2}\/\d{4})/iu)
  const made = capture(
    prose,
    /(?:fait|délivré|établi)(?: à [\p{L}' -]{2,40}?)?,? ?le ((?:\d{1,2}|[1lI]er) \p{L}+ \d{4}|\d{2}\/\d{2}\/\d{4})/iu,
  )
  return [
    ...named('company_name', title),
    ...named('seat', seat),
    ...dated('registered_on', declared),
    ...dated('issued_on', made),
  ]
}

const named = (name: 'company_name' | 'seat', span: Span | null): PieceField[] => (span ? fieldFrom(name, span, tidy(span.text)) : [])
const dated = (name: 'registered_on' | 'issued_on', span: Span | null): PieceField[] => {
  const found = span && dateIn(span.words)
  return found ? fieldFrom(name, found, found.day) : []
}

/** rules.md §1.4 `rna_recepisse`, `joafe`. */
export const readAssociation = (rows: readonly Row[]): PieceField[] => {
  const fields = filledWith(fieldsByLabel(rows, rules), inProse(rows))
  const dateAlone = firstIn([...rows].reverse(), 'issued_on', takeDate, ({ text }) => /\ble\b/.test(plainWords(text)))
  return filledWith(fields, [...firstIn(rows, 'rna', takeRna), ...dateAlone])
}

type Member = { role: Cell; name: Span; birth: (Span & { day: string }) | null }

const officers = /^(co ?)?(president|vice president|tresori|secretaire|administrat|membre|directeur|directrice)/

/** « Président : M. Jean DUPONT » in one cell. */
const behindRole = ({ words }: Cell): Span | null => {
  const colon = words.findIndex(({ text }) => text.endsWith(':'))
  return colon >= 0 && colon < words.length - 1 ? spanOf(words.slice(colon + 1)) : null
}

const isName = ({ text }: Cell): boolean =>
  /^(M\.?|Mme|Mlle|Monsieur|Madame)? ?\p{Lu}/u.test(text) && text.split(' ').length > 1 && !/\d/.test(text) && !isRole(text)

const middle = ({ x0, x1 }: Cell): number => (x0 + x1) / 2
const isHeader = ({ cells }: Row): boolean =>
  cells.some(({ text }) => plainWords(text) === 'nom') && cells.some(({ text }) => /^prenoms?$/.test(plainWords(text)))

/** Family and given names in columns of their own: what stands under « Nom » and under « Prénom ». */
const nameByColumns = (row: Row, header: Row | undefined): Span | null => {
  const columnOf = (cell: Cell): string =>
    plainWords(
      (header?.cells ?? [])
        .reduce<Cell | null>(
          (best, one) => (!best || Math.abs(middle(one) - middle(cell)) < Math.abs(middle(best) - middle(cell)) ? one : best),
          null,
        )
        ?.text ?? '',
    )
  const [family, given] = [/^nom$/, /^prenoms?$/].map((title) =>
    row.cells.find((cell) => title.test(columnOf(cell)) && /\p{L}/u.test(cell.text))
  )
  return family && given ? spanOf([...family.words, ...given.words]) : null
}

/** A row of a table, or of a list, with an office and a name in it. */
const memberIn = (row: Row, header: Row | undefined): Member | null => {
  const role = row.cells.find(({ text }) => officers.test(plainWords(text)))
  if (!role) return null
  const name = behindRole(role) ?? nameByColumns(row, header) ?? row.cells.filter((cell) => cell !== role).find(isName)
  if (!name) return null
  return {
    role,
    name: 'height' in name ? spanOf(name.words) : name,
    birth: dateIn(row.cells.filter((cell) => cell !== role).flatMap(({ words }) => words)),
  }
}

const roleOf = ({ words }: Cell): Span => {
  const colon = words.findIndex(({ text }) => text.endsWith(':'))
  return spanOf(colon > 0 ? words.slice(0, colon + 1) : words)
}

const withoutCivility = (span: Span): Span => {
  const words = /^(M\.?|Mr\.?|Mme\.?|Mlle|Monsieur|Madame)$/.test(span.words[0]?.text ?? '') ? span.words.slice(1) : span.words
  const untilComma = words.findIndex(({ text }) => /[,;]$/.test(text))
  return spanOf(untilComma >= 0 && untilComma < words.length - 1 && untilComma > 0 ? words.slice(0, untilComma + 1) : words)
}

/** Names and offices of those who lead an association (BO-03: each of them is a beneficial owner). */
export const readBoardList = (rows: readonly Row[]): PieceField[] => {
  const header = rows.find(isHeader)
  const members = rows.map((row) => memberIn(row, header)).filter((member) => member !== null)
  const people = members.map(({ role, name, birth }) => ({
    name: withoutCivility(name),
    usageName: null,
    role: roleOf(role),
    birth,
    cell: role,
  }))
  const title = capture(
    proseOf(rows),
    /[Aa]ssociation ?:? ?[«"]? ?(\p{Lu}[^(»"]{2,80}?)(?= ?(?:\(|»|"|[-–—,:]? ?(?:RNA|N°)|à la suite|W\d|au \d|du \d|siège|réunie|en date))/u,
  )
  const own = fieldsByLabel(rows, rules.filter(({ name }) => name !== 'company_name'))
  const held = firstIn(rows, 'issued_on', takeDate, ({ text }) => /assemblee|certifie|fait a|a jour|le /.test(plainWords(text)))
  const rna = spanIn(rows.flatMap(({ cells }) => cells.flatMap(({ words }) => words)), /\bW\d[\dA-Z]\d{7}\b/)
  return [
    ...filledWith(own, [
      ...held,
      ...(title ? fieldFrom('company_name', title, tidy(title.text)) : []),
      ...(rna ? fieldFrom('rna', rna, squeeze(rna.text).toUpperCase()) : []),
    ]),
    ...representativeFields(people),
  ]
}
