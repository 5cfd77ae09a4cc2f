import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { DocumentState } from '#src/platform/db.types.ts'

export type { DocumentState, ReadingState } from '#src/platform/db.types.ts'
export type DocumentAction = 'accept' | 'refuse' | 'reconsider' | 'reopen' | 'withdraw' | 'supersede' | 'accept_account' | 'refuse_account'

/**
 * The line of the checklist that a RIB answers; and where the RIB of another account waits until that change is decided
 * (src/accountChanges): a line that is on no checklist.
 */
export const accountProofKey = 'payout_account_proof'
export const accountChangeKey = 'payout_account_change'

/** Why a piece is refused: the list the analyst chooses from; each has its sentence for the merchant (`documents:refusal.<reason>`). */
export const refusalReasons = [
  'unreadable',
  'expired',
  'too_old',
  'wrong_kind',
  'wrong_person',
  'wrong_company',
  'incomplete',
  'mismatch',
  'altered',
  'other',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/**
 * - received: sent by the merchant, nobody has judged it.
 * - accepted, refused: judged; a verdict may be reconsidered while the dossier is undecided.
 * - superseded: a newer piece took its place, or the accepted one was asked for anew. withdrawn: taken back by the merchant before
 *   submitting.
 */
export const documentLifecycle: Lifecycle<DocumentState, DocumentAction> = {
  received: {
    accept: { to: 'accepted', event: 'document.accepted', by: ['analyst', 'officer'] },
    refuse: { to: 'refused', event: 'document.refused', by: ['analyst', 'officer'], comment: 'required' },
    withdraw: { to: 'withdrawn', event: 'document.withdrawn', by: ['merchant'] },
    supersede: { to: 'superseded', event: 'document.superseded', by: ['merchant', 'system'] },
    // the RIB of a change of account, by whoever decides the change
    accept_account: { to: 'accepted', event: 'document.accepted', by: ['agent', 'officer'] },
    refuse_account: { to: 'refused', event: 'document.refused', by: ['agent', 'officer'] },
  },
  accepted: {
    // the merchant changed what it proves: what was accepted is to be compared with what he says now
    reopen: { to: 'received', event: 'document.reopened', by: ['merchant'] },
    reconsider: { to: 'received', event: 'document.reconsidered', by: ['analyst', 'officer'] },
    supersede: { to: 'superseded', event: 'document.superseded', by: ['merchant', 'analyst', 'officer', 'system'] },
  },
  refused: {
    reconsider: { to: 'received', event: 'document.reconsidered', by: ['analyst', 'officer'] },
    supersede: { to: 'superseded', event: 'document.superseded', by: ['merchant', 'system'] },
  },
  superseded: {},
  withdrawn: {},
}
