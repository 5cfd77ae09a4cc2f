import { endOfParisDay, parisDay } from '#src/kernel/calendar.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { ClosedDeclarationState } from '#src/platform/db.types.ts'

export type { ClosedDeclarationState as DeclarationState } from '#src/platform/db.types.ts'
export type DeclarationAction = 'approve' | 'send_back' | 'file' | 'acknowledge' | 'complete' | 'close' | 'abandon'

export const declarationStates = [
  'draft',
  'approved',
  'filed',
  'acknowledged',
  'amended',
  'closed',
  'abandoned',
] as const satisfies readonly ClosedDeclarationState[]

const decide = ['declarant', 'correspondent'] as const
const file = ['declarant'] as const
const writers = ['declarant', 'correspondent', 'examiner'] as const

const acknowledge = { to: 'acknowledged', event: 'declaration.acknowledged', by: decide } as const
const close = { to: 'closed', event: 'declaration.closed', by: decide, comment: 'required' } as const
const complete = { to: 'amended', event: 'declaration.completed', by: file } as const
const abandon = { to: 'abandoned', event: 'declaration.abandoned', by: writers, comment: 'required' } as const

/**
 * A declaration to TRACFIN, and each complementary one (rules.md AML-01..AML-05). By seats of the closed circle, never by roles.
 * - draft: written, by one or several; nobody who wrote a word of it approves it. approved: to be filed on ERMES as it stands.
 * - filed: under its ERMES reference. acknowledged: its receipt came. amended: a later one completes it. closed: nothing more is expected;
 *   what is learnt later reopens it (AML-04).
 * - abandoned: before it was filed, with the reasoning that led there (AML-10).
 */
export const declarationLifecycle: Lifecycle<ClosedDeclarationState, DeclarationAction> = {
  draft: { approve: { to: 'approved', event: 'declaration.approved', by: decide, fourEyes: true }, abandon },
  approved: {
    file: { to: 'filed', event: 'declaration.filed', by: file },
    send_back: { to: 'draft', event: 'declaration.sent_back', by: decide, comment: 'required' },
    abandon,
  },
  filed: { acknowledge, complete, close },
  acknowledged: { complete, close },
  amended: { acknowledge: { ...acknowledge, to: 'amended' }, complete, close },
  closed: { complete },
  abandoned: {},
}

/** What a later one may complete. */
export const isCompletable = (state: ClosedDeclarationState): boolean => declarationLifecycle[state].complete !== undefined

const hourMs = 3_600_000
const flaggedAfterMs = 24 * hourMs

type Times = { state: ClosedDeclarationState; suspected_at: Date; drafted_at: Date; filed_at: Date | null }

/**
 * « Sans délai » once the suspicion is formed (CMF L561-15): the day itself is the target (rules.md §2 [P]), counted in hours, whatever the
 * day. `isLate`: the target has passed; `isFlagged`: not filed a day after it was drafted.
 */
export const clockOf = (
  { state, suspected_at: suspectedAt, drafted_at: draftedAt, filed_at: filedAt }: Times,
  now: Date,
): { hours: number; isRunning: boolean; isLate: boolean; isFlagged: boolean; target: Date } => {
  const isRunning = state === 'draft' || state === 'approved'
  const target = endOfParisDay(parisDay(suspectedAt))
  const until = filedAt ?? now
  return {
    hours: Math.max(0, Math.floor((until.getTime() - suspectedAt.getTime()) / hourMs)),
    isRunning,
    isLate: state !== 'abandoned' && until >= target,
    isFlagged: isRunning && now.getTime() - draftedAt.getTime() >= flaggedAfterMs,
    target,
  }
}
