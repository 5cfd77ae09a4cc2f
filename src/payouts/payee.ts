import { isContractOver } from '#src/merchants/merchant.ts'
import type { MerchantState } from '#src/platform/db.types.ts'

/** What decides whether a merchant can be paid: who he is, and what is known of the account that he named. */
export type Payee = {
  merchantId: string
  state: MerchantState
  /** Money of his is under review, whatever the ground: while it is, nothing leaves, not even what came after. */
  isUnderReview: boolean
  account: {
    id: string
    iban: string
    bic: string | null
    holder: string
    /** When its proof (a RIB) was accepted, after the account was declared: the analyst has compared the two. */
    verifiedAt: Date | null
    /** When a transfer last failed there for the account's own fault. */
    refusedAt: Date | null
  } | null
}

export type Kept = { amlHoldCents: number; frozenCents: number }

export const withheldReasons = [
  'merchant_not_validated',
  'money_under_review',
  'no_account',
  'account_not_verified',
  'account_refused',
] as const
export type WithheldReason = (typeof withheldReasons)[number]
/** Why money waits: the merchant cannot be paid, or it is in a currency that no payout takes (seed 003: payouts are in euros). */
export type WaitReason = WithheldReason | 'currency_not_paid'

/** The bank's codes that speak of the account and not of the transfer (ISO 20022 external codes): another try fails as well. */
export const faultsOfAccounts: readonly string[] = [
  'AC01',
  'AC03',
  'AC04',
  'AC06',
  'AC13',
  'AC14',
  'AG01',
  'BE01',
  'BE04',
  'BE06',
  'BE07',
  'MD07',
  'RC01',
  'RC07',
]

const accountReason = (account: Payee['account']): WithheldReason | null => {
  if (!account) return 'no_account'
  if (!account.verifiedAt) return 'account_not_verified'
  return account.refusedAt && account.refusedAt >= account.verifiedAt ? 'account_refused' : null
}

/**
 * Why this merchant is paid nothing now; null: he is. Suspended, deactivated, rejected, closed, or not validated yet; money held against
 * him (2035) or frozen (2036), one word for both, since lists and history are read outside the compartment: while it is, nothing
 * leaves; an account that is not proved, or that sent money back since it was. `isFinal`: of a contract that is over, what was let go
 * (RES-01).
 */
export const withheldReason = (
  { state, isUnderReview, account }: Payee,
  { amlHoldCents, frozenCents }: Kept,
  isFinal = false,
): WithheldReason | null => {
  if (state !== 'validated' && !(isFinal && isContractOver(state))) return 'merchant_not_validated'
  if (isUnderReview || amlHoldCents + frozenCents > 0) return 'money_under_review'
  return accountReason(account)
}

/** What the merchant is told, in words that tip nobody off. */
export const wordForMerchant = (reason: WithheldReason): 'account' | 'proof' | 'refused' | 'review' =>
  ({
    no_account: 'account',
    account_not_verified: 'proof',
    account_refused: 'refused',
    merchant_not_validated: 'review',
    money_under_review: 'review',
  } as const)[reason]
