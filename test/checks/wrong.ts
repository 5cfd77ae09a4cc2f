import type { CheckId, Verdict } from '#src/checks/check.ts'
import { type BaseName, type Change, company, declared, field, person, seal, td1, td3, fr36, wrongDigit } from './pieces.ts'

/** Each is a right piece with one thing wrong; the check that must see it, and what it must say. */
export type Wrong = [title: string, base: BaseName, change: Change, check: CheckId, verdict: Exclude<Verdict, 'pass'>]

const both = (values: Change['values']): Change => ({ values: values!, zone: values! })
const trader: Change['declared'] = {
  company: { ...company, name: 'Martin Maëlys', tradeName: '', legalForm: 'ei' },
  representatives: [person],
}

const ofPeople: Wrong[] = [
  ['a card that expired yesterday', 'card', both({ expires_on: '2026-11-21' }), 'not_expired', 'fail'],
  ['a passport that expired years ago', 'passport', both({ expires_on: '2012-04-15' }), 'not_expired', 'fail'],
  ['a passport issued tomorrow', 'passport', { values: { issued_on: '2026-11-23' } }, 'not_expired', 'fail'],
  [
    'a passport good for twenty years',
    'passport',
    { values: { issued_on: '2015-02-12', expires_on: '2035-02-11' }, zone: { expires_on: '2035-02-11' } },
    'not_expired',
    'unknown',
  ],
  [
    'an old card of 2003, never extended',
    'oldCard',
    {
      ...both({ document_number: '030975102345' }),
      declared: { person: { ...person, birthDate: '1960-07-13' } },
      values: { birth_date: '1960-07-13', document_number: '030975102345' },
      zone: { birth_date: '1960-07-13', document_number: '030975102345' },
    },
    'not_expired',
    'fail',
  ],
  ['an old card of 2009 after its five more years', 'oldCard', both({ document_number: '090575102345' }), 'not_expired', 'fail'],
  [
    'a minor’s old card, extension claimed',
    'oldCard',
    {
      ...both({ birth_date: '1998-07-13', document_number: '130575102345' }),
      declared: { person: { ...person, birthDate: '1998-07-13' } },
    },
    'not_expired',
    'fail',
  ],
  [
    'an old card whose printed expiry adds five years already',
    'oldCard',
    {
      values: { issued_on: '2012-05-10', expires_on: '2027-05-09', document_number: '120575102345' },
      zone: { document_number: '120575102345' },
    },
    'not_expired',
    'unknown',
  ],
  ['another person’s card', 'card', both({ family_name: 'DURAND', given_names: 'PAUL' }), 'name_matches', 'fail'],
  ['another family name, the same given names', 'card', both({ family_name: 'BERTHIER' }), 'name_matches', 'fail'],
  ['a sister: the same family name', 'passport', both({ given_names: 'CHLOÉ' }), 'name_matches', 'fail'],
  ['a homonym born another day', 'card', both({ birth_date: '1990-07-14' }), 'birth_matches', 'fail'],
  ['a homonym born another year', 'passport', both({ birth_date: '1960-07-13' }), 'birth_matches', 'fail'],
  ['names swapped', 'card', { ...both({ family_name: 'MAËLYS-GAËLLE MARIE', given_names: 'MARTIN' }) }, 'name_matches', 'unknown'],
  ['one letter of the name, badly read', 'card', { ...both({ family_name: 'MARTIM' }), confidence: 72 }, 'name_matches', 'unknown'],
  ['a name that holds the declared one', 'card', both({ family_name: 'MARTIN DURAND' }), 'name_matches', 'unknown'],
  [
    'Jean, declared; Jean-Pierre, printed',
    'card',
    { values: { given_names: 'Maëlys-Gaëlle-Anne' }, zone: { given_names: 'LOUISE' } },
    'name_matches',
    'fail',
  ],
  [
    'the usage name alone',
    'card',
    { ...both({ family_name: 'DUPONT' }), declared: { person: { ...person, usageName: 'Dupont' } } },
    'name_matches',
    'unknown',
  ],
  ['a digit of the passport number altered', 'passport', { mrz: wrongDigit(td3, 'document_number') }, 'mrz_check_digits', 'fail'],
  [
    'a digit altered in the zone of a PDF, whose fields lose their confidence with it',
    'card',
    {
      mrz: wrongDigit(td1, 'expires_on'),
      confidence: 30,
      reading: { confidence: null, characterCount: 600, pageCount: 1, source: 'pdf_text' },
    },
    'mrz_check_digits',
    'fail',
  ],
  ['a digit of the birth date altered in the zone', 'card', { mrz: wrongDigit(td1, 'birth_date') }, 'mrz_check_digits', 'fail'],
  ['the expiry altered in the zone of an old card', 'oldCard', { mrz: wrongDigit(fr36, 'document_number') }, 'mrz_check_digits', 'fail'],
  ['a printed birth date that the zone denies', 'card', { values: { birth_date: '1985-07-13' } }, 'mrz_agrees', 'fail'],
  ['a printed expiry that the zone denies', 'passport', { values: { expires_on: '2035-02-11' } }, 'mrz_agrees', 'fail'],
  ['a printed name that the zone denies', 'card', { zone: { family_name: 'BERTHIER', given_names: 'CORINNE' } }, 'mrz_agrees', 'fail'],
  [
    'no zone at all',
    'card',
    {
      mrz: null,
      zone: Object.fromEntries(['family_name', 'given_names', 'birth_date', 'document_number', 'expires_on'].map((name) => [name, null])),
    },
    'mrz_check_digits',
    'unknown',
  ],
  [
    'a number that another merchant filed',
    'card',
    { sameNumber: [{ documentId: 'docu_1', merchantId: 'mrch_1' }] },
    'same_number_elsewhere',
    'fail',
  ],
  [
    'a file that another merchant filed',
    'passport',
    { sameFile: [{ documentId: 'docu_1', merchantId: 'mrch_1' }] },
    'same_file_elsewhere',
    'fail',
  ],
  ['a driving licence for an identity document', 'card', { type: 'driving_licence' }, 'kind', 'fail'],
  ['an expired residence permit', 'card', { type: 'titre_sejour', ...both({ expires_on: '2026-11-01' }) }, 'not_expired', 'fail'],
  [
    'a European card of somebody else',
    'card',
    { type: 'eu_id', ...both({ family_name: 'ROSSI', given_names: 'GIULIA' }) },
    'name_matches',
    'fail',
  ],
  [
    'a minor’s passport, five years old',
    'passport',
    { values: { issued_on: '2021-02-12', expires_on: '2026-02-11' }, zone: { expires_on: '2026-02-11' } },
    'not_expired',
    'fail',
  ],
  ['a card issued next year', 'card', { values: { issued_on: '2027-02-12' } }, 'not_expired', 'fail'],
  ['a card of somebody not born yet', 'card', both({ birth_date: '2030-07-13' }), 'birth_matches', 'fail'],
  ['a blank picture', 'card', { reading: { confidence: 80, characterCount: 4, pageCount: 1, source: 'ocr' } }, 'legible', 'fail'],
]

const ofCompanies: Wrong[] = [
  ['another company’s Kbis', 'kbis', { values: { siren: '404 833 048', company_name: 'BOULANGERIE DU PORT' } }, 'siren_matches', 'fail'],
  [
    'a company of nearly the same name',
    'kbis',
    { values: { siren: '404 833 048', company_name: 'ATELIER DES QUATRE RIVIÈRES' } },
    'company_name_matches',
    'fail',
  ],
  [
    'a company whose name begins the same',
    'kbis',
    { values: { company_name: 'ATELIER DES TROIS RIVIÈRES NORD' } },
    'company_name_matches',
    'unknown',
  ],
  [
    'a one-letter company, another letter',
    'kbis',
    { values: { company_name: 'B' }, declared: { company: { ...company, name: 'A' } } },
    'company_name_matches',
    'fail',
  ],
  ['a digit of the SIREN altered', 'kbis', { values: { siren: '732 829 321' } }, 'luhn', 'fail'],
  ['a SIRET of another SIREN', 'kbis', { values: { siret: '404 833 048 00022' } }, 'luhn', 'fail'],
  ['a Kbis of three months and a day', 'kbis', { values: { issued_on: '2026-08-21' } }, 'age', 'fail'],
  ['a Kbis of three months to the day', 'kbis', { values: { issued_on: '2026-08-22' } }, 'age', 'fail'],
  ['a Kbis of last year', 'kbis', { values: { issued_on: '2025-11-18' } }, 'age', 'fail'],
  ['a Kbis of tomorrow', 'kbis', { values: { issued_on: '2026-11-23' } }, 'age', 'fail'],
  ['a Kbis without its date', 'kbis', { without: ['issued_on'] }, 'age', 'unknown'],
  [
    'a Kbis whose date is hardly read',
    'kbis',
    { without: ['issued_on'], more: [field('issued_on', '2026-11-18', { confidence: 41 })] },
    'age',
    'unknown',
  ],
  ['another seat', 'kbis', { values: { seat: '4 place Bellecour 69002 Lyon' } }, 'seat_matches', 'fail'],
  ['the same street, another number', 'kbis', { values: { seat: '27 rue de la Roquette 75011 Paris' } }, 'seat_matches', 'fail'],
  ['another legal form', 'kbis', { values: { legal_form: 'Société à responsabilité limitée' } }, 'legal_form_matches', 'fail'],
  ['a president who is not on it', 'kbis', { values: { representative_name: 'NGUYEN Linh' } }, 'representatives_match', 'fail'],
  ['a president’s homonym', 'kbis', { values: { representative_birth_date: '1951-03-08' } }, 'representatives_match', 'fail'],
  ['a company that was struck off', 'kbis', { values: { closed_on: '2026-10-01' } }, 'not_closed', 'fail'],
  ['a bill for a Kbis', 'kbis', { type: 'proof_address' }, 'kind', 'fail'],
  ['a screenshot of a table', 'kbis', { type: 'other', typeConfidence: 20 }, 'kind', 'unknown'],
  ['a VAT number of another company', 'kbis', { values: { vat_number: 'FR39356000000' } }, 'vat_key', 'fail'],
  [
    'an owner nobody declared',
    'rbe',
    { more: [field('owner_name', 'NGUYEN Linh', { nth: 1 }), field('owner_birth_date', '1990-01-01', { nth: 1 })] },
    'owners_match',
    'fail',
  ],
  [
    'a declared owner whom the register does not have',
    'rbe',
    { declared: { owners: [...declared.owners, { ...person, capitalBps: 2_600, votesBps: 2_600 }] } },
    'owners_match',
    'fail',
  ],
  ['an owner’s homonym', 'rbe', { values: { owner_birth_date: '1951-03-08' } }, 'owners_match', 'fail'],
  ['another company’s owners', 'rbe', { values: { siren: '404833048', company_name: 'BOULANGERIE DU PORT' } }, 'siren_matches', 'fail'],
  ['owners as they were in spring', 'rbe', { values: { issued_on: '2026-04-01' } }, 'age', 'fail'],
  ['shares of which only a range is given', 'rbe', { values: { owner_capital: '50,00 % - 80,00 %' } }, 'owners_match', 'unknown'],
  [
    'a closed establishment',
    'kbis',
    {
      type: 'avis_sirene',
      announced: { kind: 'registration_proof', acceptedTypes: ['avis_sirene'] },
      values: { establishment_state: 'Établissement fermé depuis le' },
    },
    'not_closed',
    'fail',
  ],
  [
    'an establishment that is no longer active',
    'kbis',
    {
      type: 'avis_sirene',
      announced: { kind: 'registration_proof', acceptedTypes: ['avis_sirene'] },
      values: { establishment_state: 'Entreprise inactive' },
    },
    'not_closed',
    'fail',
  ],
  [
    'another company’s statutes',
    'kbis',
    { type: 'statuts', announced: { kind: 'statutes' }, values: { siren: null, company_name: 'BOULANGERIE DU PORT' } },
    'company_name_matches',
    'fail',
  ],
  [
    'an act that names somebody else',
    'kbis',
    { type: 'pv_nomination', announced: { kind: 'representative_act' }, values: { representative_name: 'NGUYEN Linh' } },
    'representatives_match',
    'fail',
  ],
  [
    'a sole trader’s notice in his neighbour’s name',
    'kbis',
    {
      type: 'avis_sirene',
      announced: { kind: 'registration_proof', acceptedTypes: ['avis_sirene'] },
      declared: trader,
      values: { company_name: null, representative_name: 'NGUYEN Linh' },
    },
    'company_name_matches',
    'fail',
  ],
  ['a wrong LEI', 'kbis', { values: { lei: '969500KSV493XWY0PS34' } }, 'lei', 'fail'],
  [
    'a board list of last summer but one',
    'association',
    { type: 'association_board_list', announced: { kind: 'association_board_list' }, values: { issued_on: '2025-07-01' } },
    'age',
    'fail',
  ],
  [
    'an association’s announcement under another number',
    'association',
    { type: 'joafe', values: { rna: 'W132000001' } },
    'rna_matches',
    'fail',
  ],
  ['other shares', 'rbe', { values: { owner_capital: '26,00 %' } }, 'owners_match', 'fail'],
  ['another association', 'association', { values: { rna: 'W691234567' } }, 'rna_matches', 'fail'],
]

const ofAccounts: Wrong[] = [
  ['a digit of the IBAN altered', 'rib', { values: { iban: 'FR14 2004 1010 0505 0001 3M02 607' } }, 'iban_valid', 'fail'],
  ['another account', 'rib', { values: { iban: 'FR76 3000 6000 0112 3456 7890 189' } }, 'iban_matches', 'fail'],
  ['a foreign IBAN within SEPA', 'rib', { values: { iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX' } }, 'iban_matches', 'fail'],
  [
    'an IBAN outside SEPA',
    'rib',
    {
      values: { iban: 'TR33 0006 1005 1978 6457 8413 26' },
      declared: { account: { iban: 'TR330006100519786457841326', bic: null, holder: company.name } },
    },
    'sepa_country',
    'fail',
  ],
  ['another company’s account', 'rib', { values: { holder: 'SARL BOULANGERIE DU PORT' } }, 'holder_matches', 'fail'],
  ['the president’s own account', 'rib', { values: { holder: 'M. LEFEBVRE ETIENNE' } }, 'holder_matches', 'fail'],
  ['a homonym of another form', 'rib', { values: { holder: 'SARL ATELIER DES TROIS RIVIERES' } }, 'holder_matches', 'fail'],
  ['the trade name alone', 'rib', { values: { holder: 'ATR' } }, 'holder_matches', 'unknown'],
  [
    'a joint account of a sole trader',
    'rib',
    { values: { holder: 'M DURAND PAUL ET MME MARTIN MAELYS' }, declared: trader },
    'holder_matches',
    'unknown',
  ],
  ['a sole trader’s brother', 'rib', { values: { holder: 'M MARTIN PAUL' }, declared: trader }, 'holder_matches', 'fail'],
  ['a RIB without its IBAN', 'rib', { without: ['iban'] }, 'iban_matches', 'unknown'],
]

const ofAddresses: Wrong[] = [
  ['an altered 2D-DOC', 'bill', { seals: [seal({ signature: 'invalid' })] }, 'seal', 'fail'],
  ['a 2D-DOC of an unknown issuer', 'bill', { seals: [seal({ signature: 'unknown_certificate' })] }, 'seal', 'unknown'],
  ['a 2D-DOC signed after its certificate expired', 'bill', { seals: [seal({ signature: 'certificate_expired' })] }, 'seal', 'unknown'],
  [
    'a genuine code of somebody else, pasted',
    'bill',
    { seals: [seal({ data: { ...seal().data, 10: 'M/DURAND/PAUL' } })] },
    'name_matches',
    'fail',
  ],
  ['a genuine code beside a name that was changed', 'bill', { seals: [seal()], values: { holder: 'M DURAND PAUL' } }, 'seal', 'fail'],
  [
    'a genuine code of two years ago on a new letter',
    'bill',
    { seals: [seal({ issuedOn: '2024-10-05', signedOn: '2024-10-05' })] },
    'age',
    'fail',
  ],
  ['a genuine code of a diploma', 'bill', { seals: [seal({ documentType: 'B0' })] }, 'seal', 'unknown'],
  ['a bill of four months ago', 'bill', { values: { issued_on: '2026-07-20' } }, 'age', 'fail'],
  ['another address', 'bill', { values: { address_line: '12 AVENUE FOCH', postcode_city: '57000 METZ' } }, 'address_matches', 'fail'],
  ['the same street in another town', 'bill', { values: { postcode_city: '57000 METZ' } }, 'address_matches', 'fail'],
  ['a neighbour’s bill', 'bill', { values: { address_line: '35 RUE DES LILAS' } }, 'address_matches', 'fail'],
  ['a flatmate’s bill', 'bill', { values: { holder: 'M NGUYEN LINH' } }, 'name_matches', 'fail'],
  ['a bill of next month', 'bill', { values: { issued_on: '2026-12-20' } }, 'age', 'fail'],
  ['a tax notice of three years ago', 'bill', { type: 'tax_notice', values: { issued_on: '2023-08-01' } }, 'age', 'fail'],
]

/** What is wrong with a piece nobody declared anything for cannot be seen: it must not pass either. */
const ofNothing: Wrong[] = [
  ['nobody declared', 'card', { declared: { ...declared, person: null } }, 'name_matches', 'unknown'],
  ['no account declared', 'rib', { declared: { ...declared, account: null } }, 'iban_matches', 'unknown'],
  ['a number of a line that takes anything', 'rib', { announced: { kind: 'activity_proof' } }, 'kind', 'unknown'],
]

/** Typed over by hand (the print goes, the zone and the code stay): what was proved wrong is not mended. */
const hand = (name: Parameters<typeof field>[0], value: string) => field(name, value, { source: 'hand', confidence: null })
const ofHands: Wrong[] = [
  [
    'an expired card, a later expiry typed',
    'card',
    { without: ['expires_on'], more: [field('expires_on', '2026-11-21', { source: 'mrz' }), hand('expires_on', '2031-11-21')] },
    'mrz_agrees',
    'fail',
  ],
  [
    'another person’s card, the name typed',
    'card',
    {
      without: ['family_name', 'given_names'],
      more: [
        field('family_name', 'DURAND', { source: 'mrz' }),
        field('given_names', 'PAUL', { source: 'mrz' }),
        hand('family_name', 'MARTIN'),
        hand('given_names', 'Maëlys-Gaëlle'),
      ],
    },
    'mrz_agrees',
    'fail',
  ],
  [
    'a wrong check digit, the number typed',
    'passport',
    { mrz: wrongDigit(td3, 'document_number'), without: ['document_number'], more: [hand('document_number', '12AB34567')] },
    'mrz_check_digits',
    'fail',
  ],
  [
    'an altered 2D-DOC, the holder typed',
    'bill',
    { seals: [seal({ signature: 'invalid' })], without: ['holder'], more: [hand('holder', 'MME MARTIN MAËLYS-GAËLLE')] },
    'seal',
    'fail',
  ],
  [
    'somebody else’s genuine code, the holder typed',
    'bill',
    {
      seals: [seal({ data: { ...seal().data, 10: 'M/DURAND/PAUL' } })],
      without: ['holder'],
      more: [hand('holder', 'MME MARTIN MAËLYS-GAËLLE')],
    },
    'name_matches',
    'fail',
  ],
  ['a wrong number, typed', 'kbis', { without: ['siren'], more: [hand('siren', '732 829 321')] }, 'luhn', 'fail'],
]

export const wrongPieces: readonly Wrong[] = [...ofPeople, ...ofCompanies, ...ofAccounts, ...ofAddresses, ...ofNothing, ...ofHands]
