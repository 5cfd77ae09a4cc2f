import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { RefusalReason } from '#src/documents/document.ts'
import { isContractOver, type MerchantState } from '#src/merchants/merchant.ts'
import type { AccountChangeState, DossierState } from '#src/platform/db.types.ts'

export type { AccountChangeState } from '#src/platform/db.types.ts'
export const accountChangeStates = ['asked', 'accepted', 'declined', 'withdrawn'] as const satisfies readonly AccountChangeState[]

/**
 * A validated merchant asks to be paid on another account (product.md "Support agent"). It moves no money until it is accepted: a payout
 * goes on to the old, proved account.
 * - asked: before us, its RIB with it; nobody's payout knows of it.
 * - accepted: one agent or officer held the RIB against the file; from then on payouts go to the new account, whose RIB was accepted in the
 *   same stroke. The old row stays, ended.
 * - declined, withdrawn: nothing changed.
 */
export const accountChangeLifecycle: Lifecycle<AccountChangeState, 'accept' | 'decline' | 'withdraw'> = {
  asked: {
    accept: { to: 'accepted', event: 'account_change.accepted', by: ['agent', 'officer'], comment: 'optional' },
    decline: { to: 'declined', event: 'account_change.declined', by: ['agent', 'officer'], comment: 'required' },
    withdraw: { to: 'withdrawn', event: 'account_change.withdrawn', by: ['merchant'] },
  },
  accepted: {},
  declined: {},
  withdrawn: {},
}

/**
 * Why it is declined, as the merchant reads it (`accountChanges:reason.<code>`), and what that says of the RIB. The neutral one says
 * nothing of an inquiry.
 */
export const declineReasons = ['unreadable', 'iban_differs', 'holder_differs', 'altered', 'objection', 'other'] as const
export type DeclineReason = (typeof declineReasons)[number]
const refusals: Record<DeclineReason, RefusalReason> = {
  unreadable: 'unreadable',
  iban_differs: 'mismatch',
  holder_differs: 'mismatch',
  altered: 'altered',
  objection: 'other',
  other: 'other',
}
export const refusalOf = (reason: DeclineReason): RefusalReason => refusals[reason]

/** Why this merchant cannot ask for another account now; null: he can. Before validation the account is a step of his file. */
export type NotNow = 'not_validated' | 'suspended' | 'over'
export const whyNotNow = (merchant: MerchantState, dossier: DossierState): NotNow | null => {
  if (isContractOver(merchant) || merchant === 'rejected') return 'over'
  if (merchant === 'suspended' || merchant === 'barred' || merchant === 'deactivated') return 'suspended'
  return merchant === 'validated' && dossier === 'validated' ? null : 'not_validated'
}

/** What stands in the way of accepting it, whoever decides. */
export type Obstacle = 'merchant_not_validated' | 'rib_unread' | 'holder_not_screened'

/** What is said of an account where its whole number is not needed. */
export const last4Of = (iban: string): string => iban.slice(-4)
