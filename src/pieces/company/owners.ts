import type { FieldName, PieceField } from '#src/pieces/piece.ts'
import { plainWords } from './fold.ts'
import { fieldsByLabel, filledWith, firstIn, passOver, rule } from './labelled.ts'
import { peopleIn, type PersonRead } from './people.ts'
import { capture, proseOf } from './prose.ts'
import type { Row } from './sheet.ts'
import { fieldFrom, type Span, tidy } from './span.ts'
import { takeAddress, takeDate, takeForm, takeName, takeSiren } from './takes.ts'

const rules = [
  rule('company_name', 'Dénomination ou raison sociale|Dénomination sociale|Dénomination|Raison sociale', takeName, 1),
  rule(
    'siren',
    "Numéro SIREN|N° SIREN|SIREN|Immatriculation au RCS, numéro|Immatriculation au RCS|Numéro unique d'identification|Numéro d'immatriculation",
    takeSiren,
  ),
  rule('legal_form', 'Forme juridique', takeForm, 1),
  rule('seat', 'Adresse du siège social|Siège social|Adresse du siège', takeAddress, 2),
  rule('issued_on', "à jour au|Extrait à jour au|Délivré le|Édité le|Date d'édition|Date du dépôt|Déposé le", takeDate),
  passOver(
    'Dépôt n°|Nom, prénoms|Date et lieu de naissance|Nationalité|Domicile personnel|Modalités du contrôle|Bénéficiaire effectif depuis le',
  ),
]

const percent = String.raw`(\d{1,3}(?:[.,]\d{1,4})? ?%)`
/** « Détention directe de 60,00 % du capital et de 65 % des droits de vote »; either way round. */
const shares: Record<'owner_capital' | 'owner_votes', RegExp[]> = {
  owner_capital: [
    new RegExp(`${percent}[^%]{0,25}(?:du |de |des |en )?(?:capital|parts sociales|actions)`, 'i'),
    new RegExp(`(?:capital|parts)[^%\\d]{0,60}${percent}`, 'i'),
  ],
  owner_votes: [
    new RegExp(`${percent}[^%]{0,25}(?:des |de |en )?(?:droits? de votes?|votes?)`, 'i'),
    new RegExp(`(?:droits de vote|votes)[^%\\d]{0,60}${percent}`, 'i'),
  ],
}

/** In basis points, « 33,3333 % » to the nearest; a share is never above the whole. */
const bpsOf = (text: string): string | null => {
  const bps = Math.round(Number(text.replace(/[^\d.,]/g, '').replace(',', '.')) * 100)
  return Number.isFinite(bps) && bps <= 10_000 ? String(bps) : null
}

const share = (name: keyof typeof shares, rows: readonly Row[], nth: number): PieceField[] => {
  const prose = proseOf(rows)
  const found = shares[name].map((pattern) => capture(prose, pattern)).find((span) => span !== null)
  const bps = found ? bpsOf(found.text) : null
  return found && bps !== null ? fieldFrom(name, found, bps, nth) : []
}

const ownerFields = (person: PersonRead, own: readonly Row[], nth: number): PieceField[] => {
  const text = (name: FieldName, span: Span): PieceField[] => fieldFrom(name, span, tidy(span.text), nth)
  return [
    ...text('owner_name', person.name),
    ...(person.birth ? fieldFrom('owner_birth_date', person.birth, person.birth.day, nth) : []),
    ...share('owner_capital', own, nth),
    ...share('owner_votes', own, nth),
  ]
}

/** rules.md §1.4 `rbe_extract`: the company, then its beneficial owners with their shares. */
export const readOwners = (rows: readonly Row[]): PieceField[] => {
  const at = rows.findIndex(({ cells }) =>
    cells.some(({ text }) => /^(le |les )?beneficiaires? effectifs? ?(n|1|$)/.test(plainWords(text)))
  )
  const people = peopleIn(at > 0 ? rows.slice(at) : rows)
  const starts = people.map(({ cell }) => rows.indexOf(cell.row))
  const owners = people.flatMap((person, nth) => ownerFields(person, rows.slice(starts[nth], starts[nth + 1]), nth))
  const company = fieldsByLabel(at > 0 ? rows.slice(0, at) : rows, rules)
  return [
    ...filledWith(company, [...firstIn(rows, 'issued_on', takeDate, ({ text }) => /jour au|rcs|delivre|edite/.test(plainWords(text)))]),
    ...owners,
  ]
}
