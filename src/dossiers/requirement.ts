import type { Day } from '#src/kernel/calendar.ts'
import type { LegalForm } from './legalForm.ts'
import type { PersonFacts } from './personFacts.ts'
import { isYoungEnough } from './pieceAge.ts'

export const documentKinds = [
  'identity_document',
  'registration_proof',
  'statutes',
  'representative_act',
  'power_of_attorney',
  'beneficial_owner_declaration',
  'rbe_extract',
  'payout_account_proof',
  'activity_proof',
  'accounts',
  'licence',
  'association_board_list',
  'proof_of_address',
  'company_registration_of_president',
  'source_of_funds',
  'other',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** Why a piece is asked for; the sentence is `dossiers:requirements.<reason>`. */
export const requirementReasons = [
  'registration_sole_trader',
  'registration_company',
  'registration_association',
  'registration_association_local',
  'registration_insee',
  'statutes',
  'representative_act',
  'representative_act_if_unregistered',
  'board_list',
  'identity_representative',
  'identity_signatory',
  'identity_owner',
  'identity_officer',
  'identity_behind_company',
  'company_that_represents',
  'power_of_signatory',
  'power_if_delegated',
  'owner_declaration',
  'owner_register',
  'owner_listed',
  'owner_register_association',
  'payout_account',
  'activity',
  'accounts_required',
  'accounts_if_asked',
  'licence_regulated',
  'licence_if_regulated',
  'address_enhanced',
  'address_if_asked',
  'funds_pep',
  'funds_enhanced',
] as const
export type RequirementReason = (typeof requirementReasons)[number]

export type Requirement = {
  /** Stable: the kind, and whom or what it is about: 'identity_document:pers_…'. */
  key: string
  kind: DocumentKind
  personId?: string
  /** 'conditional': only where the case calls for it; the analyst decides. */
  level: 'required' | 'conditional'
  /** Age at receipt, in months (`pieceAge.ts`). */
  maxAgeMonths?: number
  /** Any one of these types will do; absent: whatever proves it. */
  acceptedTypes?: readonly string[]
  reason: `dossiers:requirements.${RequirementReason}`
}

/** What the checklist depends on. */
export type DossierFacts = {
  legalForm: LegalForm
  /** Of the seat: '57', '2A', '974' (`departmentOf`). */
  department: string
  hasSiret: boolean
  isListed?: boolean
  mcc?: string | null
  /** Enhanced due diligence is due: high risk, or a high-risk country (HRC-02, HRC-03). */
  isEnhanced?: boolean
  people: readonly PersonFacts[]
}

type Particulars = Pick<Requirement, 'personId' | 'maxAgeMonths' | 'acceptedTypes'> & { about?: string }

/** One line of the checklist; its key says the kind and, where there may be several, whom or what it is about. */
export const requirement = (
  kind: DocumentKind,
  level: Requirement['level'],
  reason: RequirementReason,
  { about, ...particulars }: Particulars = {},
): Requirement => {
  const subject = about ?? particulars.personId
  return { key: subject ? `${kind}:${subject}` : kind, kind, level, reason: `dossiers:requirements.${reason}`, ...particulars }
}

/** A piece that was handed in and not refused. What was not read yet is absent, and does not count against it. */
export type Piece = { requirementKey: string; type?: string | null; issuedOn?: Day | null; receivedOn: Day }

export const answersRequirement = (piece: Piece, requirement: Requirement): boolean => {
  if (piece.requirementKey !== requirement.key) return false
  if (piece.type && requirement.acceptedTypes && !requirement.acceptedTypes.includes(piece.type)) return false
  if (!piece.issuedOn || requirement.maxAgeMonths === undefined) return true
  return isYoungEnough(piece.issuedOn, piece.receivedOn, requirement.maxAgeMonths)
}

/** The required lines of the checklist that nothing answers. What is conditional is never missing. */
export const missingPieces = (requirements: readonly Requirement[], pieces: readonly Piece[]): Requirement[] =>
  requirements.filter((requirement) => requirement.level === 'required' && !pieces.some((piece) => answersRequirement(piece, requirement)))
