import type { FieldName } from '#src/pieces/piece.ts'
import type { CheckFacts, CheckResult } from './check.ts'
import type { Judged } from './compare/judged.ts'

export type Answer = Omit<CheckResult, 'check'>
type Beside = { declared?: string | null; read?: string | null; fields?: FieldName[]; values?: Record<string, string | number> }

/** A comparison as the bench shows it: the answer, and the two values beside each other. */
export const answer = ({ verdict, why }: Judged, { declared = null, read = null, fields = [], values = {} }: Beside = {}): Answer => ({
  verdict,
  why,
  declared: declared || null,
  read: read || null,
  fields,
  values,
})

export type Judge = (facts: CheckFacts) => Answer | null

export const identityTypes = ['fr_cni_e', 'fr_cni_old', 'passport', 'titre_sejour', 'eu_id'] as const
export const registerTypes = ['kbis', 'extrait_k', 'avis_sirene', 'attestation_rne'] as const
export const associationTypes = ['rna_recepisse', 'joafe', 'association_board_list', 'extrait_registre_tribunal'] as const
