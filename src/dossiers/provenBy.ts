import type { DocumentKind } from './requirement.ts'

/** What an edit is about: the company, the account, or a person (and whether his share of the company changed). */
export type Edited = { what: 'company' | 'account' } | { what: 'person'; personId: string }

const ofCompany: readonly DocumentKind[] = [
  'registration_proof',
  'statutes',
  'representative_act',
  'beneficial_owner_declaration',
  'rbe_extract',
  'activity_proof',
  'licence',
  'association_board_list',
  'payout_account_proof',
]
/** Who represents it and who owns it stand in these, beside his own papers. */
const ofPeople: readonly DocumentKind[] = [
  'registration_proof',
  'statutes',
  'representative_act',
  'beneficial_owner_declaration',
  'rbe_extract',
  'association_board_list',
]

/** Whether a piece proves what was edited (rules.md §1.2): accepted before, it is to be compared with what the file says now. */
export const isProofOf = (piece: { kind: string; person_id: string | null }, edited: Edited): boolean => {
  if (edited.what === 'account') return piece.kind === 'payout_account_proof'
  if (edited.what === 'person') return piece.person_id === edited.personId || (ofPeople as readonly string[]).includes(piece.kind)
  return (ofCompany as readonly string[]).includes(piece.kind)
}
