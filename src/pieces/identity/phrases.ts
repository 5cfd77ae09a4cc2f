import type { FieldName } from '#src/pieces/piece.ts'

/**
 * What stands beside or above a value, in French and English, written as labels are compared (`plainOf`). `none`: a title, or a label whose value we do
 * not keep; it is known so that it is nobody's value.
 */
const phrases: Record<string, string[]> = {
  family_name: ['nom', 'surname', 'nomdefamille', 'familyname', 'nomdenaissance', 'noms', 'lastname', 'nomsurname'],
  usage_name: ['nomdusage', 'nomusage', 'alternatename', 'nomdepouse', 'nommarital', 'nomdusagealternatename'],
  given_names: ['prenoms', 'prenom', 'givennames', 'givenname', 'forenames', 'forename', 'firstnames', 'firstname', 'prenomsgivennames'],
  sex: ['sexe', 'sex', 'sexesex', 'sexsexe'],
  nationality: ['nationalite', 'nationality', 'nationalitenationality'],
  birth_date: ['datedenaissance', 'datedenaiss', 'dateofbirth', 'neele', 'nele', 'birthdate', 'bornon'],
  birth_place: ['lieudenaissance', 'lieudenaiss', 'placeofbirth', 'birthplace'],
  height: ['taille', 'height', 'tailleheight'],
  address: ['adresse', 'address', 'domicile', 'adresseaddress'],
  document_number: [
    'ndudocument', 'nodudocument', 'numerodudocument', 'documentno', 'documentnumber', 'cartenationaledidentiten', 'cartenationaledidentiteno', 'passeportn',
    'passportno', 'passeportno', 'passportnumber', 'ndepasseport', 'nodepasseport', 'numerodepasseport', 'numerodetitre', 'ndetitre', 'ndutitre', 'numerodutitre',
    'cardno', 'permitno', 'nno', 'nodoc', 'cartedesejourn', 'titredesejourn', 'ndecarte', 'numerodecarte', 'numero',
  ],
  card_access_number: ['can'],
  personal_number: ['personalno', 'personalnumber', 'npersonnel', 'nopersonnel', 'numeropersonnel', 'netranger', 'numeroetranger', 'noetranger', 'netrangerpersonalno', 'foreignerno'],
  issued_on: ['datededelivrance', 'dateofissue', 'delivreele', 'delivrele', 'issuedate', 'datedemission', 'issuedon', 'etablile'],
  expires_on: [
    'datedexpiration', 'dateofexpiry', 'datedexpir', 'expirydate', 'expirationdate', 'dateofexpiration', 'valablejusquau', 'cartevalablejusquau', 'titrevalablejusquau',
    'validuntil', 'findevalidite', 'datedefindevalidite', 'expirele', 'validto',
  ],
  issuing_country: ['codedupays', 'countrycode', 'codeofissuingstate', 'codedeletatemetteur', 'issuingstate', 'issuingcountry', 'paysemetteur', 'etatemetteur', 'codeofstate', 'codepays'],
  authority: ['autorite', 'authority', 'delivrepar', 'delivreepar', 'issuingauthority', 'autoritededelivrance', 'issuedby', 'autoriteauthority'],
  category: ['categoriedutitre', 'categorie', 'typedetitre', 'typeofpermit', 'permittype', 'category', 'naturedutitre', 'typeoftitle', 'typedutitre', 'titletype'],
  none: [
    'type', 'typetype', 'signaturedutitulaire', 'holderssignature', 'signatureofbearer', 'signaturedelautorite', 'signature', 'remarques', 'remarks', 'observations', 'republiquefrancaise',
    'cartenationaledidentite', 'identitycard', 'carteddentite', 'titredesejour', 'residencepermit', 'passeport', 'passport', 'cartedesejour', 'permisdesejour', 'unioneuropeenne', 'permisdeconduire',
    'couleurdesyeux', 'colourofeyes', 'specimen', 'europeanunion', 'drivinglicence',
  ],
}

export type LabelName = FieldName | 'none'
export const labelPhrases: readonly { name: LabelName; phrase: string }[] =
  Object.entries(phrases).flatMap(([name, some]) => some.map((phrase) => ({ name: name as LabelName, phrase })))
