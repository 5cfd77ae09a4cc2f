import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { MerchantState } from '#src/platform/db.types.ts'

export type { MerchantState } from '#src/platform/db.types.ts'
export type MerchantAction = 'validate' | 'reject' | 'deactivate' | 'suspend' | 'reactivate' | 'reconsider'

/**
 * - onboarding: signed up, not validated; test keys only.
 * - validated: the dossier was accepted; live keys work.
 * - suspended: validated, then left a refresh of documents unanswered past its clock (seed 001); keys stop, nothing is lost.
 * - deactivated: never validated, left a request unanswered past day 30 (seed 002); keys stop.
 * - rejected: refused with the neutral wording. An officer may reconsider.
 * - closed: the contract ended.
 */
export const merchantLifecycle: Lifecycle<MerchantState, MerchantAction> = {
  onboarding: {
    validate: { to: 'validated', event: 'merchant.validated', by: ['analyst', 'officer'] },
    reject: { to: 'rejected', event: 'merchant.rejected', by: ['analyst', 'officer'] },
    deactivate: { to: 'deactivated', event: 'merchant.deactivated', by: ['system'] },
  },
  validated: { suspend: { to: 'suspended', event: 'merchant.suspended', by: ['system'] } },
  suspended: { reactivate: { to: 'validated', event: 'merchant.reactivated', by: ['analyst', 'officer'] } },
  deactivated: {
    reactivate: { to: 'onboarding', event: 'merchant.reactivated', by: ['analyst', 'officer'] },
    reject: { to: 'rejected', event: 'merchant.rejected', by: ['analyst', 'officer'] },
  },
  rejected: { reconsider: { to: 'onboarding', event: 'merchant.reconsidered', by: ['officer'], comment: 'required' } },
  closed: {},
}

/** Whether the merchant is switched off: no key works, and the area shows only what is needed to come back. */
export const isSwitchedOff = (state: MerchantState): boolean => state === 'deactivated' || state === 'suspended'
