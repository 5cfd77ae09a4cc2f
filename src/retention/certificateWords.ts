import type { Category, Policy, RetentionAction, RetentionOrigin } from './policy.ts'

/** A certificate is written in French, as the institution's other papers are, and says the same in every language of the console. */
export const categoryWords: Partial<Record<Category, string>> = {
  device: 'Appareil et adresse IP du payeur',
  security_log: 'Journal de sécurité et connexions',
  fraud_alert: 'Signalement de fraude sans suite',
  mail: 'Lettres ordinaires',
  authentication_evidence: 'Preuves d’authentification',
  payment: 'Payeur d’un paiement',
  mandate: 'Mandat de prélèvement',
  dispute_file: 'Dossier de contestation',
  fraud_case: 'Dossier de fraude confirmée',
  notice: 'Lettres contractuelles et réglementaires',
  account_login: 'Moyens de connexion',
  incomplete_dossier: 'Pièces d’un dossier inachevé',
  rejected_dossier: 'Dossier refusé',
  rejected_dossier_aml: 'Dossier refusé au titre de la vigilance',
  merchant_file: 'Dossier d’un marchand parti',
  prospect_contact: 'Compte sans suite',
  monitoring_alert: 'Alerte de surveillance classée',
  backtest: 'Essai de seuils, ligne par ligne',
  asset_freeze: 'Gel levé, avec ses déclarations',
  rights_request: 'Demande d’exercice de droits',
  rejected_dossier_marker: 'Empreinte d’un dossier refusé',
  unused_means: 'Payeur, carte ou adresse jamais utilisés',
  accounting: 'Factures et avoirs',
  payout_statement: 'Relevé de reversement',
  ledger_year: 'Écritures d’un exercice : ce qu’elles concernaient',
  house_entry: 'Inscription retirée de la liste maison',
}

export const actionWords: Record<RetentionAction, string> = {
  delete: 'effacement',
  anonymise: 'anonymisation',
  strip: 'retrait du payeur',
  destroy_key: 'destruction de la clé',
}

const origins: Partial<Record<RetentionOrigin, string>> = {
  execution: 'l’exécution',
  creation: 'l’enregistrement',
  last_contact: 'le dernier contact',
  deactivation: 'la désactivation',
  refusal: 'le refus',
  relationship_end: 'la fin de la relation',
  closure: 'la clôture',
  last_collection: 'le dernier prélèvement',
  release: 'la levée ou le retrait',
  fiscal_year_end: 'la clôture de l’exercice',
}

export const ruleWords = ({ bound, period, origin }: Policy): string =>
  `${bound === 'minimum' ? 'au moins' : 'au plus'} ${period?.length ?? 0} ${period?.unit === 'day' ? 'jours' : 'mois'} après ${origins[origin] ?? origin}`
