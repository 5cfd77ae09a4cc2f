import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { MerchantState } from '#src/platform/db.types.ts'

export type { MerchantState } from '#src/platform/db.types.ts'
export type MerchantAction = 'validate' | 'reject' | 'deactivate' | 'suspend' | 'reactivate' | 'reconsider' | 'bar' | 'unbar' | 'terminate'
  | 'close'

/**
 * - onboarding: signed up, not validated; test keys only.
 * - validated: the dossier was accepted; live keys work.
 * - suspended: validated, then left a refresh of documents unanswered past its clock (seed 001); keys stop, nothing is lost.
 * - deactivated: never validated, left a request unanswered past day 30 (seed 002); keys stop.
 * - rejected: refused with the neutral wording. An officer may reconsider.
 * - barred: suspended by two people for a breach (seed 000, product.md "AML officer"); keys and payouts stop, no piece he sends undoes it.
 * - terminated: ended by us for a breach; what he has is kept 13 months at most (RES-01), then paid out. closed: he ended his contract
 *   himself.
 */
export const merchantLifecycle: Lifecycle<MerchantState, MerchantAction> = {
  onboarding: {
    validate: { to: 'validated', event: 'merchant.validated', by: ['analyst', 'officer'] },
    reject: { to: 'rejected', event: 'merchant.rejected', by: ['analyst', 'officer'] },
    deactivate: { to: 'deactivated', event: 'merchant.deactivated', by: ['system'] },
  },
  validated: {
    suspend: { to: 'suspended', event: 'merchant.suspended', by: ['system'] },
    bar: { to: 'barred', event: 'merchant.barred', by: ['officer'], fourEyes: true },
    terminate: { to: 'terminated', event: 'merchant.terminated', by: ['officer'], fourEyes: true },
    close: { to: 'closed', event: 'merchant.closed', by: ['system'] },
  },
  suspended: {
    reactivate: { to: 'validated', event: 'merchant.reactivated', by: ['analyst', 'officer'] },
    terminate: { to: 'terminated', event: 'merchant.terminated', by: ['officer'], fourEyes: true },
    close: { to: 'closed', event: 'merchant.closed', by: ['system'] },
  },
  barred: {
    unbar: { to: 'validated', event: 'merchant.unbarred', by: ['officer'], fourEyes: true },
    terminate: { to: 'terminated', event: 'merchant.terminated', by: ['officer'], fourEyes: true },
    close: { to: 'closed', event: 'merchant.closed', by: ['system'] },
  },
  deactivated: {
    reactivate: { to: 'onboarding', event: 'merchant.reactivated', by: ['analyst', 'officer'] },
    reject: { to: 'rejected', event: 'merchant.rejected', by: ['analyst', 'officer'] },
  },
  rejected: { reconsider: { to: 'onboarding', event: 'merchant.reconsidered', by: ['officer'], comment: 'required' } },
  terminated: {},
  closed: {},
}

/** Whether the merchant is switched off: no key works, and the area shows only what is needed to come back. */
export const isSwitchedOff = (state: MerchantState): boolean => state === 'deactivated' || state === 'suspended'

/** The contract is over, whoever ended it: what he still has is all there is left to do. */
export const isContractOver = (state: MerchantState): boolean => state === 'terminated' || state === 'closed'

/** Nothing of his works any more, and no piece he sends changes that. */
export const isShut = (state: MerchantState): boolean => state === 'rejected' || state === 'barred' || isContractOver(state)

/** Off as he is, he once took money: he sees what became of it. */
export const seesHisMoney = (state: MerchantState): boolean => state === 'suspended' || state === 'barred' || isContractOver(state)
