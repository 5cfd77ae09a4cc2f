import type { PieceField } from '#src/pieces/piece.ts'
import { squeeze } from './fold.ts'
import { fieldsByLabel, filledWith, firstIn, passOver, rule } from './labelled.ts'
import { peopleIn, representativeFields } from './people.ts'
import type { Cell, Row } from './sheet.ts'
import { takeAddress, takeDate, takeForm, takeManagement, takeName, takeNaf, takePrintedAmount, takeRna, takeSiren, takeSiret, takeSureCode,
  type Take } from './takes.ts'

/** rules.md §1.4 `kbis`, `avis_sirene`, `attestation_rne`: the registers print a label and its value to the right. */
const rules = [
  rule('siret', 'Identifiant SIRET du siège|Identifiant SIRET|Numéro SIRET|N° SIRET|SIRET du siège|SIRET (siège)|SIRET', takeSiret),
  rule(
    'siren',
    "Immatriculation au RCS, numéro|Immatriculation au RCS|Immatriculation au RNE, numéro|Numéro d'immatriculation|N° d'immatriculation|Numéro d'identification|"
      + "Identifiant SIREN|Numéro SIREN|N° SIREN|SIREN|Numéro unique d'identification|RCS",
    takeSiren,
  ),
  rule(
    'registered_on',
    "Date d'immatriculation|Date d'immatriculation au RCS|Date d'immatriculation au RNE|Immatriculée le|Immatriculé le",
    takeDate,
  ),
  rule(
    'company_name',
    "Dénomination ou raison sociale|Dénomination sociale|Dénomination|Raison sociale|Dénomination / raison sociale|Nom de l'entreprise|Nom de la société",
    takeName,
    1,
  ),
  rule('short_name', 'Sigle', takeName),
  rule('trade_name', 'Nom commercial|Enseigne|Nom commercial et enseigne', takeName),
  rule('legal_form', 'Forme juridique|Catégorie juridique|Nature juridique|Forme de la société', takeForm, 1),
  rule('capital', 'Capital social|Montant du capital|Au capital de|Capital de|Capital', takePrintedAmount),
  rule(
    'seat',
    "Adresse du siège social|Adresse du siège|Siège social|Adresse de l'établissement principal|Adresse du principal établissement|Adresse",
    takeAddress,
    2,
  ),
  rule(
    'activity',
    'Activités principales|Activité principale|Activité(s) principale(s)|Objet social|Activité(s) exercée(s)|Activités exercées',
    takeName,
    2,
  ),
  rule('naf', 'Activité principale exercée (APE)|Activité principale exercée|Code APE|Code NAF|APE / NAF|Code APE/NAF|APE', takeNaf),
  rule('rna', 'Identifiant association (RNA)|Identifiant association RNA|Identifiant RNA|Numéro RNA|RNA', takeRna),
  rule('management_number', 'N° de gestion|Numéro de gestion|Gestion n°|N° gestion', takeManagement),
  rule('verification_code', 'Code de vérification|Code vérification|Code de contrôle', takeSureCode(6)),
  rule(
    'closed_on',
    'Entreprise cessée depuis le|Établissement fermé depuis le|Entreprise cessée le|Établissement fermé le|Date de cessation|Radiée le|Date de radiation',
    takeDate,
  ),
  rule(
    'issued_on',
    "à jour au|Extrait à jour au|Situation au|À la date du|Date de l'avis|Date d'édition|Édité le|Délivré le|Extrait délivré le|Attestation délivrée le|Date de situation|Date de l'extrait|Document généré le|Généré le|Document édité le|Date",
    takeDate,
  ),
  passOver(
    "Durée de la personne morale|Durée de la société|Date de clôture de l'exercice social|Date de clôture|Nationalité|Domicile personnel|Domicile|Date et lieu de naissance|Date de naissance|"
      + "Lieu de naissance|Nom, prénoms|Nom d'usage|Adresse de l'établissement|Date de commencement d'activité|Début d'activité|Origine du fonds ou de l'activité|Mode d'exploitation|Établissement principal|"
      + "Appartenance au champ de l'ESS|Appartenance au champ des sociétés à mission|Entreprise active depuis le|Établissement actif depuis le|Tranche d'effectif|Code de commune|Date de création|"
      + "Description de l'entreprise|Description de l'établissement|Nombre d'établissements actifs|Effectif|Qualité|Date de naissance|État|État de l'établissement",
  ),
]

/** What stands before the people belongs to the company: « Dénomination » comes again for a president that is one. */
const gestion = ['gestiondirectionadministrationcontrole', 'administrationdelasociete', 'dirigeants', 'representantlegal']
const beginsPeople = (row: Row): boolean => row.cells.some(({ text }) => gestion.some((phrase) => squeeze(text).startsWith(phrase)))

const partsOf = (rows: readonly Row[]): [Row[], Row[]] => {
  const at = rows.findIndex(beginsPeople)
  return at < 0 ? [[...rows], [...rows]] : [rows.slice(0, at), rows.slice(at)]
}

const dated = (cell: Cell): boolean =>
  /ajourau|ajourdu|situationau|aladatedu|editele|delivrele|faitle|infogreffe.*le|rcs.*\d{8}/.test(squeeze(cell.text))

const withoutLabel = (rows: readonly Row[]): PieceField[] => [
  ...firstIn(rows, 'issued_on', takeDate, dated),
  ...firstIn(rows, 'siren', takeSiren, ({ text }) => /rcs|siren/.test(squeeze(text))),
]

/** Kbis, extrait K, attestation of the RNE. */
export const readRegister = (rows: readonly Row[]): PieceField[] => {
  const [company, people] = partsOf(rows)
  const own = fieldsByLabel(company, rules)
  const later = fieldsByLabel(rows, rules).filter(({ name }) => name !== 'company_name' || company.length === rows.length)
  return [
    ...filledWith(filledWith(own, later), withoutLabel(rows)),
    ...representativeFields(peopleIn(people.length === rows.length ? rows : people)),
  ]
}

/** INSEE says « Entreprise active depuis le » or « cessée depuis le », of the enterprise and of the establishment: A or F. */
const stateOf = (rows: readonly Row[]): PieceField[] => {
  const closed = firstIn(
    rows,
    'establishment_state',
    stateTake('F'),
    ({ text }) => /(entreprise|etablissement)(cesse|ferme)/.test(squeeze(text)),
  )
  return closed.length
    ? closed
    : firstIn(rows, 'establishment_state', stateTake('A'), ({ text }) => /(entreprise|etablissement)acti/.test(squeeze(text)))
}

const stateTake = (state: 'A' | 'F'): Take => (words) => ({
  span: { words, text: words.map(({ text }) => text).join(' ') },
  normal: state,
  isSure: true,
})

/** A sole trader stands under his own name where a company has its denomination. */
const ownerName = (
  rows: readonly Row[],
  fields: readonly PieceField[],
): PieceField[] => (fields.some(({ name }) => name === 'company_name') ? [] : representativeFields(peopleIn(rows).slice(0, 1)))

export const readSireneNotice = (rows: readonly Row[]): PieceField[] => {
  const fields = filledWith(fieldsByLabel(rows, rules), withoutLabel(rows))
  return [...fields, ...ownerName(rows, fields), ...stateOf(rows)]
}
