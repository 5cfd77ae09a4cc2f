import type { Lifecycle, Step } from '#src/kernel/lifecycle.ts'
import type { OwnerAct } from '#src/owners/owner.ts'
import type { FraudCaseState, FraudFinding, FraudReason } from '#src/platform/db.types.ts'

export type { FraudCaseState, FraudFinding, FraudReason } from '#src/platform/db.types.ts'
export type FraudCaseAction = 'review' | 'change' | 'propose' | 'confirm_rejection' | 'confirm' | 'decline' | 'finish' | 'propose_undo'
  | 'confirm_undo' | 'decline_undo' | 'finish_undo' | 'withdraw' | OwnerAct

export const fraudStates = [
  'open',
  'under_review',
  'proposed',
  'applying',
  'confirmed',
  'undo_proposed',
  'undoing',
  'undone',
  'rejected',
  'withdrawn',
] as const satisfies readonly FraudCaseState[]
/** How the payments came to be made (seed 000: stolen API keys, a stolen terminal or cards). */
export const fraudReasons = ['stolen_keys', 'stolen_cards', 'account_takeover', 'other'] as const satisfies readonly FraudReason[]
/** Why a payment is no fraud: the sentence is `fraud:finding.<finding>`. */
export const innocentFindings = [
  'authenticated',
  'payer_recognises',
  'usual_purchase',
  'no_evidence',
  'other',
] as const satisfies readonly FraudFinding[]
/** Why a payment is fraud. */
export const guiltyFindings = [
  'not_by_merchant',
  'stolen_means',
  'payer_denies',
  'shared_traces',
  'other_fraud',
] as const satisfies readonly FraudFinding[]
export const fraudFindings = [...guiltyFindings, ...innocentFindings] as const
export const isGuilty = (finding: FraudFinding): boolean => (guiltyFindings as readonly FraudFinding[]).includes(finding)

const workers = ['agent', 'analyst', 'officer'] as const

/**
 * From hand to hand, as long as it is not over. Whoever has it answers for it and locks nobody out: a second person decides, whoever it is
 * (X-07).
 */
const owned = (to: FraudCaseState): Record<OwnerAct, Step<FraudCaseState>> => ({
  claim: { to, event: 'fraud_case.claimed', by: workers },
  release: { to, event: 'fraud_case.released', by: workers },
  hand_over: { to, event: 'fraud_case.handed_over', by: workers },
})

/**
 * - open: filed, nobody has looked yet; in somebody's hands it is under review. under_review: somebody inquires. In both, payments come and
 *   go.
 * - proposed: a decision waits for the second person (rules.md X-07); nothing moves meanwhile.
 * - applying: found fraudulent, whole or in part; the effects are being posted, payment by payment. confirmed: all of them are.
 * - undo_proposed, undoing, undone: the same the other way, as far as it can be undone.
 * - rejected: no fraud was found; withdrawn: the merchant took his report back. Both let the payments go.
 */
export const fraudCaseLifecycle: Lifecycle<FraudCaseState, FraudCaseAction> = {
  open: {
    claim: owned('under_review').claim,
    hand_over: owned('under_review').hand_over,
    review: { to: 'under_review', event: 'fraud_case.review_began', by: workers },
    change: { to: 'open', event: 'fraud_case.changed', by: workers },
    propose: { to: 'proposed', event: 'fraud_case.decision_proposed', by: workers, comment: 'required' },
    withdraw: { to: 'withdrawn', event: 'fraud_case.withdrawn', by: ['merchant'], comment: 'required' },
  },
  under_review: {
    ...owned('under_review'),
    change: { to: 'under_review', event: 'fraud_case.changed', by: workers },
    propose: { to: 'proposed', event: 'fraud_case.decision_proposed', by: workers, comment: 'required' },
    withdraw: { to: 'withdrawn', event: 'fraud_case.withdrawn', by: ['merchant'], comment: 'required' },
  },
  proposed: {
    ...owned('proposed'),
    confirm_rejection: { to: 'rejected', event: 'fraud_case.rejected', by: ['officer'], fourEyes: true },
    confirm: { to: 'applying', event: 'fraud_case.upheld', by: ['officer'], fourEyes: true },
    decline: { to: 'under_review', event: 'fraud_case.proposal_declined', by: ['officer'], comment: 'required', fourEyes: true },
  },
  applying: { ...owned('applying'), finish: { to: 'confirmed', event: 'fraud_case.confirmed', by: ['officer', 'system'] } },
  confirmed: { propose_undo: { to: 'undo_proposed', event: 'fraud_case.undo_proposed', by: workers, comment: 'required' } },
  undo_proposed: {
    ...owned('undo_proposed'),
    confirm_undo: { to: 'undoing', event: 'fraud_case.undo_upheld', by: ['officer'], fourEyes: true },
    decline_undo: { to: 'confirmed', event: 'fraud_case.undo_declined', by: ['officer'], comment: 'required', fourEyes: true },
  },
  undoing: { ...owned('undoing'), finish_undo: { to: 'undone', event: 'fraud_case.undone', by: ['officer', 'system'] } },
  undone: {},
  rejected: {},
  withdrawn: {},
}

/** Its payments are not to be refunded meanwhile, by anybody (seed 000, fraud procedure 2). */
export const isHolding = (state: FraudCaseState): boolean =>
  state === 'open' || state === 'under_review' || state === 'proposed' || state === 'applying'

/** Cents by currency, as `{ eur: 12345 }`. */
export type Totals = Readonly<Record<string, number>>
export type Figures = { count: number; totals: Totals }

/** What a person had before him when he said yes, as one word: « 3|eur:30000 ». Other figures make another word. */
export const seenOf = ({ count, totals }: Figures): string =>
  `${count}|${Object.entries(totals).map(([currency, cents]) => `${currency}:${cents}`).sort().join(',')}`

/** The totals as they are kept. */
export const totalsIn = (kept: unknown): Totals =>
  Object.fromEntries(
    Object.entries((kept ?? {}) as Record<string, unknown>).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  )
