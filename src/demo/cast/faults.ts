import type { RefusalReason } from '#src/documents/document.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import type { PieceFlaw, PieceQuality } from '../pieces/facts.ts'

/** Something wrong with a piece as it is sent, and what the analyst makes of it. */
export type Fault = { kind: DocumentKind; flaw?: PieceFlaw; quality?: PieceQuality; refuse: RefusalReason; note: string }

const known = {
  unreadable_identity: {
    kind: 'identity_document',
    quality: 'unreadable_jpeg',
    refuse: 'unreadable',
    note: 'La photographie est floue : ni la date de naissance ni le numéro ne se lisent.',
  },
  expired_identity: {
    kind: 'identity_document',
    flaw: 'expired',
    refuse: 'expired',
    note: 'La pièce n’est plus valable. Une carte d’identité ou un passeport en cours de validité convient.',
  },
  other_identity: {
    kind: 'identity_document',
    flaw: 'wrong_name',
    refuse: 'wrong_person',
    note: 'La pièce est celle d’une autre personne que celle qui a été déclarée.',
  },
  old_registration: {
    kind: 'registration_proof',
    flaw: 'old',
    refuse: 'too_old',
    note: 'L’extrait date de plus de trois mois.',
  },
  other_registration: {
    kind: 'registration_proof',
    flaw: 'wrong_company',
    refuse: 'wrong_company',
    note: 'L’extrait porte sur une autre entreprise : nom et SIREN diffèrent.',
  },
  other_account: {
    kind: 'payout_account_proof',
    flaw: 'wrong_iban',
    refuse: 'mismatch',
    note: 'L’IBAN du relevé n’est pas celui qui a été déclaré.',
  },
  other_holder: {
    kind: 'payout_account_proof',
    flaw: 'wrong_name',
    refuse: 'mismatch',
    note: 'Le compte est au nom d’une personne ; il doit être ouvert au nom de l’entreprise.',
  },
  old_owners: {
    kind: 'rbe_extract',
    flaw: 'old',
    refuse: 'too_old',
    note: 'L’extrait du registre des bénéficiaires effectifs date de plus de trois mois.',
  },
  thin_activity: {
    kind: 'activity_proof',
    refuse: 'incomplete',
    note: 'Merci d’ajouter une facture récente ou le bail de votre local.',
  },
  unreadable_statutes: {
    kind: 'statutes',
    quality: 'unreadable_jpeg',
    refuse: 'unreadable',
    note: 'Une seule page a été photographiée, et elle ne se lit pas.',
  },
  damaged_statutes: {
    kind: 'statutes',
    quality: 'damaged_pdf',
    refuse: 'unreadable',
    note: 'Le fichier est abîmé : sa seconde page ne s’ouvre pas.',
  },
  not_a_licence: {
    kind: 'licence',
    refuse: 'wrong_kind',
    note: 'Ce document n’est pas l’autorisation demandée.',
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof known

export const faultsNamed = (names: readonly FaultName[]): Fault[] => names.map((name) => known[name])
