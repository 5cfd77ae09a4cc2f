import type { Lifecycle, Party, Step } from '#src/kernel/lifecycle.ts'
import type { OwnerAct } from '#src/owners/owner.ts'
import type { DisputeCause, DisputeState } from '#src/platform/db.types.ts'

export type { DisputeCategory, DisputeCause, DisputeFlow, DisputeLineStage, DisputeState, SepaRType } from '#src/platform/db.types.ts'
export type DisputeAction = 'engage' | 'submit' | 'send_back' | 'represent' | 'take_back' | 'pre_arbitrate' | 'arbitrate' | 'accept'
  | 'expire' | 'withdraw' | 'confirm_fraud' | 'win' | 'lose' | 'split' | OwnerAct

export const disputeStates = [
  'open',
  'engaged',
  'under_review',
  'represented',
  'pre_arbitration',
  'arbitration',
  'won',
  'partly_won',
  'lost',
] as const satisfies readonly DisputeState[]
export const livingStates = [
  'open',
  'engaged',
  'under_review',
  'represented',
  'pre_arbitration',
  'arbitration',
] as const satisfies readonly DisputeState[]

/** Whoever carries the contestation; `sepa`: the payer's bank. */
export const networks = ['visa', 'mastercard', 'national', 'sepa'] as const

const workers = ['agent', 'analyst', 'officer'] as const
type To = Step<DisputeState>
const to = (state: DisputeState, event: string, by: readonly Party[], comment?: 'required'): To => ({
  to: state,
  event: `dispute.${event}`,
  by,
  ...(comment ? { comment } : {}),
})

/** What the network, or the payer's bank, may say at any time: it takes its contestation back, or decides; and a fraud that we confirm. */
const decided = {
  withdraw: to('won', 'withdrawn', [...workers, 'system']),
  confirm_fraud: to('lost', 'fraud_confirmed', [...workers, 'system']),
  win: to('won', 'won', [...workers, 'system']),
  lose: to('lost', 'lost', [...workers, 'system']),
  split: to('partly_won', 'partly_won', [...workers, 'system']),
}
/**
 * From hand to hand, as long as it is not over. Whoever has it answers for it and locks nobody out: its dates run all the same, and what
 * came of a file another says than sent it.
 */
const owned = (state: DisputeState): Record<OwnerAct, To> => ({
  claim: to(state, 'claimed', workers),
  release: to(state, 'released', workers),
  hand_over: to(state, 'handed_over', workers),
})
const accept = to('lost', 'accepted', [...workers, 'merchant', 'system'])
const expire = to('lost', 'expired', ['system'])

/**
 * rules.md §4.1, "Dispute states". Whoever wants another order of things asks for it here.
 * - open: the payer contests, the merchant was told and has not answered. Nothing by his date: accepted.
 * - engaged: he challenges it and gathers his evidence (seed 001, "demande de résolution"); what he has by his date comes to us by itself.
 * - under_review: it is with us.
 * - represented: the evidence file is to go to the network, once. Acknowledged, its date does not run against us any more; refused, it
 *   comes back to us.
 * - pre_arbitration, arbitration: the other bank, then the network, where it has these stages.
 * - won, partly_won, lost: over. There is no appeal (seed 001).
 */
export const disputeLifecycle: Lifecycle<DisputeState, DisputeAction> = {
  open: { engage: to('engaged', 'engaged', ['merchant', ...workers]), accept, expire, ...decided, ...owned('open') },
  engaged: { submit: to('under_review', 'submitted', ['merchant', ...workers, 'system']), accept, expire, ...decided, ...owned('engaged') },
  under_review: {
    send_back: to('engaged', 'sent_back', workers, 'required'),
    represent: to('represented', 'represented', workers),
    accept: to('lost', 'accepted', [...workers, 'system']),
    expire,
    ...decided,
    ...owned('under_review'),
  },
  represented: {
    take_back: to('under_review', 'file_refused', ['system']),
    pre_arbitrate: to('pre_arbitration', 'pre_arbitration_opened', [...workers, 'system']),
    arbitrate: to('arbitration', 'arbitration_opened', [...workers, 'system']),
    ...decided,
    ...owned('represented'),
  },
  pre_arbitration: {
    arbitrate: to('arbitration', 'arbitration_opened', [...workers, 'system']),
    accept: to('lost', 'accepted', [...workers, 'system']),
    ...decided,
    ...owned('pre_arbitration'),
  },
  arbitration: { ...decided, ...owned('arbitration') },
  won: {},
  partly_won: {},
  lost: {},
}

/** What came of a dispute: won in cents, from nothing to all of it, and why it is over. */
export type Settlement = { wonCents: number; cause: DisputeCause }

/** The act that ends a dispute so. RangeError where cause and amount cannot go together: a fault of the program, never of a client. */
export const endingOf = (amountCents: number, { wonCents, cause }: Settlement): DisputeAction => {
  if (!Number.isSafeInteger(wonCents) || wonCents < 0 || wonCents > amountCents)
    throw new RangeError(`a dispute of ${amountCents} cannot be won for ${wonCents}`)
  if (cause === 'withdrawn' ? wonCents !== amountCents : cause !== 'decided' && wonCents !== 0)
    throw new RangeError(`${cause} goes with no amount of ${wonCents}`)
  const byCause = { accepted: 'accept', expired: 'expire', fraud: 'confirm_fraud', withdrawn: 'withdraw' } as const
  if (cause !== 'decided') return byCause[cause]
  return wonCents === 0 ? 'lose' : wonCents === amountCents ? 'win' : 'split'
}

export const isLiving = (state: DisputeState): boolean => (livingStates as readonly DisputeState[]).includes(state)

/** What of an amount is no more the merchant's to give back: contested and not decided, or lost. In cents. */
export const heldOrLost = (disputes: readonly { amount_cents: number; won_cents: number | null }[]): number =>
  disputes.reduce((sum, { amount_cents: amount, won_cents: won }) => sum + amount - (won ?? 0), 0)

/**
 * What of a payment may still be contested, in cents: what refunds, lost and open disputes left of it. A refund that has not left
 * (`unsentCents`) gives way.
 */
export const leftToContest = (
  { amount_cents: amount, refunded_cents: refunded }: { amount_cents: number; refunded_cents: number },
  disputes: Parameters<typeof heldOrLost>[0],
  unsentCents: number,
): number => amount - (refunded - unsentCents) - heldOrLost(disputes)

/** Days before a date on which whoever has filed nothing is reminded of it. */
export const reminderDays = [7, 2, 1] as const
