import type { MerchantState, RequestState } from '#src/platform/db.types.ts'
import type { DossierState } from './dossier.ts'

/** Where a merchant stands, as he is told: what is decided about him is not yet his to know, so "proposed" is "with us". */
export type Situation = 'draft' | 'with_us' | 'asked' | 'validated' | 'renewing' | 'renewed' | 'deactivated' | 'suspended' | 'unlocking'
  | 'rejected' | 'barred' | 'terminated' | 'closed'

type Facts = { merchant: { state: MerchantState }; dossier: { state: DossierState }; request: { state: RequestState } | null }

const ofOffAccount = ({ merchant, dossier, request }: Facts, isAnswered: boolean): Situation => {
  const isBack = dossier.state === 'submitted' || dossier.state === 'proposed' || (isAnswered && request !== null)
  return isBack ? 'unlocking' : merchant.state === 'suspended' ? 'suspended' : 'deactivated'
}

const ofValidated = ({ request }: Facts): Situation => {
  if (request?.state === 'leaving' || request?.state === 'open') return 'renewing'
  return request?.state === 'answered' ? 'renewed' : 'validated'
}

const ofDossier: Record<DossierState, Situation> = {
  draft: 'draft',
  submitted: 'with_us',
  proposed: 'with_us',
  awaiting_documents: 'asked',
  lapsed: 'asked',
  validated: 'with_us',
  rejected: 'with_us',
}

/** `isAnswered`: nothing that was asked for is still to be sent. */
export const situationOf = (facts: Facts, isAnswered: boolean): Situation => {
  const { state } = facts.merchant
  if (state === 'deactivated' || state === 'suspended') return ofOffAccount(facts, isAnswered)
  if (state === 'validated') return ofValidated(facts)
  return state === 'onboarding' ? ofDossier[facts.dossier.state] : state
}
