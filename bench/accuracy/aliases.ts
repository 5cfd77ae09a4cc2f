import type { FieldName } from '#src/pieces/piece.ts'

/** How a value is compared; « printed » is exact, « number » without blanks, « line » without the commas between street and town. */
export type Sort = 'printed' | 'number' | 'date' | 'amount' | 'line' | 'share'
/**
 * A field of ours that may answer for a truth's name; `role`: of the person who has it. Several fields: what any of them says, or all in a
 * row.
 */
export type Alias = { fields: FieldName[]; sort: Sort; role?: RegExp }

const alias = (names: string, fields: string, sort: Sort, role?: RegExp): [string, Alias][] =>
  names.split(' ').map((name) => [name, { fields: fields.split(' ') as FieldName[], sort, role }])

const president = /president/
const director = /direct(eur|rice) general/
const manager = /gerant/

const table = new Map<string, Alias>([
  ...alias('nom last_name family_name surname nom_naissance nom_de_naissance birth_name', 'family_name representative_name', 'printed'),
  ...alias('prenoms prenom first_names first_name given_names given_name', 'given_names', 'printed'),
  ...alias('nom_usage usage_name alternate_name nom_d_usage', 'usage_name', 'printed'),
  ...alias('sexe sex', 'sex', 'printed'),
  ...alias('nationalite nationality', 'nationality', 'printed'),
  ...alias('naissance birth_date date_of_birth date_naissance dob', 'birth_date', 'date'),
  ...alias('lieu birth_place lieu_naissance place_of_birth', 'birth_place', 'printed'),
  ...alias('taille height', 'height', 'line'),
  ...alias('numero document_number number card_number numero_document', 'document_number bill_number', 'number'),
  ...alias('bill_number numero_facture invoice_number facture', 'bill_number', 'number'),
  ...alias('can card_access_number', 'card_access_number', 'number'),
  ...alias('personal_number numero_personnel', 'personal_number', 'number'),
  ...alias('expiration expires_on expiry expiry_date date_expiration valid_until', 'expires_on', 'date'),
  ...alias(
    'delivrance issued_on issue_date date date_extrait date_facture date_avis date_situation date_of_issue extract_date situation_date date_recepisse bill_date a_jour_au',
    'issued_on',
    'date',
  ),
  ...alias('autorite authority', 'authority', 'printed'),
  ...alias('categorie category', 'category', 'printed'),
  ...alias('adresse1 address1 address_line street adresse_ligne', 'address_line address', 'line'),
  ...alias('adresse2 address2 postcode_city city_line town', 'postcode_city address', 'line'),
  ...alias('adresse address adresse_complete', 'address seat address_line', 'line'),
  ...alias('siren', 'siren', 'number'),
  ...alias('siret siret_siege', 'siret', 'number'),
  ...alias('rna numero_rna', 'rna', 'number'),
  ...alias('ape naf code_ape', 'naf', 'number'),
  ...alias('tva vat_number tva_intracommunautaire', 'vat_number', 'number'),
  ...alias('lei', 'lei', 'number'),
  ...alias(
    'denomination company_name name raison_sociale titre title association_name nom_association',
    'company_name trade_name',
    'printed',
  ),
  ...alias('sigle short_name', 'short_name', 'printed'),
  ...alias('enseigne trade_name nom_commercial', 'trade_name', 'printed'),
  ...alias('forme legal_form forme_juridique categorie_juridique', 'legal_form', 'printed'),
  ...alias('capital share_capital capital_social', 'capital', 'amount'),
  ...alias('siege seat siege_social adresse_siege head_office', 'seat', 'line'),
  ...alias('activite activity objet object purpose', 'activity', 'printed'),
  ...alias('etat state', 'establishment_state', 'printed'),
  ...alias(
    'immatriculation registered_on registration_date date_immatriculation date_declaration declared_on declaration_date',
    'registered_on',
    'date',
  ),
  ...alias('fermeture closed_on date_fermeture', 'closed_on', 'date'),
  ...alias('gestion management_number numero_gestion', 'management_number', 'number'),
  ...alias('code_verification verification_code', 'verification_code', 'printed'),
  ...alias('president president_name', 'representative_name', 'printed', president),
  ...alias('president_naissance president_birth_date', 'representative_birth_date', 'date', president),
  ...alias('dg directeur_general dg_name', 'representative_name', 'printed', director),
  ...alias('dg_naissance dg_birth_date', 'representative_birth_date', 'date', director),
  ...alias('gerant manager', 'representative_name', 'printed', manager),
  ...alias('gerant_naissance', 'representative_birth_date', 'date', manager),
  ...alias('dirigeant representant representative representative_name', 'representative_name', 'printed'),
  ...alias('representant_naissance dirigeant_naissance representative_birth_date', 'representative_birth_date', 'date'),
  ...alias('dg_usage president_usage representative_usage_name', 'representative_usage_name', 'printed'),
  ...alias('beneficiaire owner owner_name', 'owner_name', 'printed'),
  ...alias('beneficiaire_naissance owner_birth_date', 'owner_birth_date', 'date'),
  ...alias('beneficiaire_capital owner_capital', 'owner_capital', 'share'),
  ...alias('beneficiaire_votes owner_votes', 'owner_votes', 'share'),
  ...alias('titulaire holder account_holder client customer addressee', 'holder', 'printed'),
  ...alias('banque bank_code', 'bank_code bank_name', 'number'),
  ...alias('guichet branch_code', 'branch_code', 'number'),
  ...alias('compte account_number', 'account_number', 'number'),
  ...alias('cle rib_key key', 'rib_key', 'number'),
  ...alias('iban', 'iban', 'number'),
  ...alias('bic swift', 'bic', 'number'),
  ...alias('domiciliation bank_name nom_banque bank', 'bank_name', 'printed'),
  ...alias('emetteur issuer fournisseur supplier', 'issuer', 'printed'),
  ...alias('total montant amount total_ttc', 'total', 'amount'),
  ...alias('pdl delivery_point prm pce point_livraison', 'delivery_point', 'number'),
])

/** Null for a name that no table knows: its value is then looked for in whatever was read. */
export const aliasOf = (name: string): Alias | null => table.get(name.toLowerCase().replace(/_ascii$/, '')) ?? null
