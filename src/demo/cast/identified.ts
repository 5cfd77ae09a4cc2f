import type { Member } from './members.ts'

type Way = { measure: 2 | 3 | 4 | 5; evidence: string }

/** By which second measure our people identified somebody, and what they wrote of it. */
const ways: readonly Way[] = [
  {
    measure: 2,
    evidence:
      'Copie certifiée conforme par notaire, reçue par courrier recommandé ; étude rappelée au numéro de l’annuaire de la profession.',
  },
  { measure: 4, evidence: 'Identité confirmée par écrit par sa banque, établissement agréé en France, depuis la messagerie de l’agence.' },
  {
    measure: 5,
    evidence: 'Rapport du prestataire certifié au niveau substantiel : vérification réussie, référence portée au journal des accès.',
  },
]
const firstPayment: Way = {
  measure: 3,
  evidence:
    'Virement de vérification d’un euro reçu du compte déclaré, ouvert à son nom en France ; avis de crédit rapproché du relevé d’identité bancaire.',
}

/**
 * The account of a sole trader is in his own name; that of a company identifies the company, not who signs for it. An account outside the
 * EEA (Monaco) proves nothing by itself (rules.md §1.5, 3°).
 */
export const identifiedBy = ({ company, account, seed }: Member, at: number): Way =>
  company.legalForm === 'ei' && account.iban.startsWith('FR') ? firstPayment : (ways[(seed + at) % ways.length] as Way)
