import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { ScoringState } from '#src/platform/db.types.ts'

export type { ScoringState } from '#src/platform/db.types.ts'
export type ScoringAction = 'attempt' | 'succeed' | 'decline' | 'fail' | 'deny' | 'expire'

/** What a payer does on the way to his bank, in the words of the wire: `attempted` is that he went there, the rest how it ended. */
export const consentSteps = ['attempted', 'success', 'declined', 'failed', 'unavailable'] as const
export type ConsentStep = (typeof consentSteps)[number]
export const actionOf: Record<ConsentStep, ScoringAction> = {
  attempted: 'attempt',
  success: 'succeed',
  declined: 'decline',
  failed: 'fail',
  unavailable: 'deny',
}

const by = ['system'] as const
const decline = { to: 'declined', event: 'scoring.declined', by } as const
const expire = { to: 'expired', event: 'scoring.expired', by } as const

/**
 * - requested: asked for by the merchant, the payer has not gone to his bank yet. attempted: he has.
 * - success: he consented, his bank answered, there is a score. declined: he refused. failed: his bank did not recognise him.
 * - unavailable: his bank gives no account information under DSP2. expired: six hours are over.
 * The last five are ends: who wants to know asks anew.
 */
export const scoringLifecycle: Lifecycle<ScoringState, ScoringAction> = {
  requested: { attempt: { to: 'attempted', event: 'scoring.attempted', by }, decline, expire },
  attempted: {
    succeed: { to: 'success', event: 'scoring.succeeded', by },
    decline,
    fail: { to: 'failed', event: 'scoring.failed', by },
    deny: { to: 'unavailable', event: 'scoring.unavailable', by },
    expire,
  },
  success: {},
  declined: {},
  failed: {},
  unavailable: {},
  expired: {},
}

/** A session of consent lives six hours from when it was asked for (seed 003, "expired"; elapsed time, rules.md §7.3). */
export const consentEnds = (requestedAt: Date): Date => new Date(requestedAt.getTime() + 6 * 3_600_000)

type Session = { state: ScoringState; expires_at: Date }

/** Whether the payer may still answer. */
export const isOpen = ({ state }: Pick<Session, 'state'>): boolean => state === 'requested' || state === 'attempted'

/** The state as it is at that instant: six hours are over when they are, not when the job comes round. */
export const stateAt = (
  session: Session,
  now: Date,
): ScoringState => (isOpen(session) && session.expires_at <= now ? 'expired' : session.state)
