import { dictionary } from '#src/kernel/dictionary.ts'
import type { Category } from '#src/retention/policy.ts'
import { columns, said, type PaperLang, type Said } from './columnWords.ts'

export type { PaperLang } from './columnWords.ts'

// What a person reads of his data on paper: letters and packages are drawn by use cases, in the language of the request.

const categories: Partial<Record<Category, Said>> = {
  merchant_file: said('Compte, dossier et contrat', 'Account, file and contract'),
  account_login: said('Identifiants de connexion', 'Sign-in data'),
  security_log: said('Connexions', 'Sign-ins'),
  payment: said('Paiements et payeur', 'Payments and payer'),
  accounting: said('Comptabilité', 'Accounting'),
  card_number: said('Numéro de carte', 'Card number'),
  authentication_evidence: said('Preuves d’authentification', 'Evidence of authentication'),
  device: said('Appareil et adresse IP', 'Device and IP address'),
  dispute_file: said('Contestations', 'Disputes'),
  mandate: said('Mandats et comptes bancaires', 'Mandates and bank accounts'),
  mail: said('Lettres ordinaires', 'Ordinary letters'),
  notice: said('Notifications contractuelles', 'Contractual notices'),
  audit_trail: said('Historique de vos opérations', 'History of what you did'),
  derived: said('Ce qui est lu de vos pièces', 'What is read of your documents'),
  rights_request: said('Demandes sur vos données', 'Requests about your data'),
  support: said('Échanges avec nous', 'Exchanges with us'),
}

const tables: Record<string, Said> = dictionary({
  merchant_users: said('Compte de connexion', 'Account'),
  sessions: said('Connexions', 'Sign-ins'),
  people: said('Personne du dossier', 'Person in the file'),
  companies: said('Entreprise', 'Business'),
  payout_accounts: said('Compte bancaire de reversement', 'Payout account'),
  account_changes: said('Demandes de changement de compte', 'Requests to change the account'),
  merchants: said('Marchand', 'Merchant'),
  contracts: said('Contrats', 'Contracts'),
  contract_ends: said('Fin de contrat', 'End of contract'),
  identification_measures: said('Vérifications d’identité', 'Identity checks'),
  documents: said('Pièces', 'Documents'),
  document_pages: said('Texte lu des pièces', 'Text read of the documents'),
  document_findings: said('Données lues des pièces', 'Data read of the documents'),
  document_checks: said('Contrôles des pièces', 'Checks of the documents'),
  document_corrections: said('Corrections de lecture', 'Corrections of readings'),
  payers: said('Payeur', 'Payer'),
  payer_addresses: said('Adresses', 'Addresses'),
  payments: said('Paiements', 'Payments'),
  cards: said('Cartes', 'Cards'),
  card_vault: said('Conservation des numéros de carte', 'Keeping of card numbers'),
  mandates: said('Mandats', 'Mandates'),
  account_checks: said('Vérifications de compte', 'Account checks'),
  scorings: said('Demandes de paiement fractionné', 'Requests to pay by instalments'),
  refunds: said('Remboursements', 'Refunds'),
  disputes: said('Contestations', 'Disputes'),
  mails: said('Lettres reçues de nous', 'Letters we sent'),
  rights_requests: said('Demandes sur vos données', 'Requests about your data'),
  rectified_values: said('Rectifications', 'Rectifications'),
  restrictions: said('Limitations', 'Restrictions'),
  audit_events: said('Historique', 'History'),
  notes: said('Notes de nos équipes', 'Notes of our people'),
})

export const categoryWord = (category: Category, lang: PaperLang): string => categories[category]?.[lang] ?? category
export const knownTable = (table: string, lang: PaperLang): string | null => tables[table]?.[lang] ?? null
export const knownColumn = (column: string, lang: PaperLang): string | null => columns[column]?.[lang] ?? null
export const tableWord = (table: string, lang: PaperLang): string => tables[table]?.[lang] ?? table
/** A column, or a name within one; what nobody named (a merchant's own information) is said by its own name. */
export const columnWord = (column: string, lang: PaperLang): string => columns[column]?.[lang] ?? column.replaceAll('_', ' ')

/** The same in every answer, whether anything is there or not (CMF L561-45, rules.md DSR-03). */
export const scopeSentences: Record<PaperLang, readonly string[]> = {
  fr: [
    'Les données traitées uniquement au titre des articles L561-5 à L561-23 du code monétaire et financier ne figurent dans aucune de nos réponses. Le droit d’accès à ces données s’exerce auprès de la CNIL (article L561-45 du même code).',
    'Ne figurent pas non plus ici les secrets de sécurité (mots de passe, clés), les données d’autres personnes et les travaux internes dont la remise porterait atteinte à leurs droits (article 15(4) du RGPD).',
  ],
  en: [
    'Data processed solely under articles L561-5 to L561-23 of the French monetary and financial code are in none of our answers. The right of access to such data is exercised through the CNIL (article L561-45 of the same code).',
    'Nor does this contain secrets of security (passwords, keys), data of other persons, or internal work whose disclosure would harm their rights (article 15(4) of the GDPR).',
  ],
}
/** Of what lies under a key that was destroyed: it is there, and is noise. */
export const closedSentence: Record<PaperLang, string> = {
  fr:
    'La clé qui ouvrait ces éléments a été détruite au terme de leur durée de conservation : plus personne ne peut les lire, nous non plus. Ils ne peuvent donc pas vous être remis.',
  en:
    'The key that opened these items was destroyed when their period ended: nobody can read them any more, nor can we. They therefore cannot be handed over to you.',
}
export const complaintSentence: Record<PaperLang, string> = {
  fr:
    'Si cette réponse ne vous satisfait pas, vous pouvez saisir la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, ou sur www.cnil.fr, ainsi que le tribunal compétent.',
  en:
    'If this answer does not satisfy you, you may lodge a complaint with the CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France, or at www.cnil.fr, and bring the matter before the competent court.',
}
