import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { DossierState } from '#src/platform/db.types.ts'

export type { DossierState } from '#src/platform/db.types.ts'
export type DossierAction = 'submit' | 'ask' | 'answer' | 'withdraw_request' | 'lapse' | 'propose' | 'confirm_validation'
  | 'confirm_rejection' | 'decline' | 'void' | 'validate' | 'reject' | 'reconsider'

/**
 * - draft: the merchant is filling it in.
 * - submitted: complete and signed, or answered in full: waits for us.
 * - awaiting_documents: a request is out; its clock runs (src/requests).
 * - proposed: one person proposed a decision that needs a second.
 * - validated, rejected: decided. A validated dossier stays so while its documents are refreshed: that is the request's business.
 * - lapsed: the request was not answered in time; an answer brings it back before us.
 */
export const dossierLifecycle: Lifecycle<DossierState, DossierAction> = {
  draft: { submit: { to: 'submitted', event: 'dossier.submitted', by: ['merchant'] } },
  submitted: {
    ask: { to: 'awaiting_documents', event: 'dossier.documents_requested', by: ['analyst', 'officer'] },
    propose: { to: 'proposed', event: 'dossier.decision_proposed', by: ['analyst', 'officer'], comment: 'required' },
    validate: { to: 'validated', event: 'dossier.validated', by: ['analyst', 'officer'] },
    reject: { to: 'rejected', event: 'dossier.rejected', by: ['analyst', 'officer'], comment: 'required' },
  },
  awaiting_documents: {
    answer: { to: 'submitted', event: 'dossier.answered', by: ['merchant'] },
    withdraw_request: { to: 'submitted', event: 'dossier.request_withdrawn', by: ['analyst', 'officer'], comment: 'required' },
    lapse: { to: 'lapsed', event: 'dossier.lapsed', by: ['system'] },
  },
  proposed: {
    confirm_validation: { to: 'validated', event: 'dossier.validated', by: ['officer'], fourEyes: true },
    confirm_rejection: { to: 'rejected', event: 'dossier.rejected', by: ['officer'], fourEyes: true },
    decline: { to: 'submitted', event: 'dossier.proposal_declined', by: ['officer'], comment: 'required', fourEyes: true },
    void: { to: 'submitted', event: 'dossier.proposal_voided', by: ['analyst', 'officer', 'merchant', 'system'] },
  },
  validated: {},
  rejected: { reconsider: { to: 'submitted', event: 'dossier.reconsidered', by: ['officer'], comment: 'required' } },
  lapsed: { answer: { to: 'submitted', event: 'dossier.answered', by: ['merchant'] } },
}

/** The merchant may change company, people, account and pieces: while he fills it in, and while we wait for him. */
export const isEditableByMerchant = (state: DossierState): boolean =>
  state === 'draft' || state === 'awaiting_documents' || state === 'lapsed'
