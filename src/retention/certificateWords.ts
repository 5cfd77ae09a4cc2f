import type { Category, Policy, RetentionAction, RetentionOrigin } from './policy.ts'

/** A certificate is written in French, as the institution's other papers are, and says the same in every language of the console. */
export const categoryWords: Partial<Record<Category, string>> = {
  device: 'Appareil et adresse IP du payeur', security_log: 'Journal de sécurité et connexions', fraud_alert: 'Signalement de fraude sans suite', mail: 'Lettres ordinaires', authentication_evidence: 'Preuves d’authentification',
}

export const actionWords: Record<RetentionAction, string> = { delete: 'effacement', anonymise: 'anonymisation', strip: 'retrait du payeur', destroy_key: 'destruction de la clé' }

const origins: Partial<Record<RetentionOrigin, string>> = { execution: 'l’exécution', creation: 'l’enregistrement' }

export const ruleWords = ({ bound, period, origin }: Policy): string =>
  `${bound === 'minimum' ? 'au moins' : 'au plus'} ${period?.length ?? 0} ${period?.unit === 'day' ? 'jours' : 'mois'} après ${origins[origin] ?? origin}`
