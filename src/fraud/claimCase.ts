import { step } from '#src/kernel/lifecycle.ts'
import { claim, handOver, release, takeNext, type Kept } from '#src/owners/keepOwner.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { fraudCaseLifecycle } from './fraudCase.ts'
import { lockCase, type FraudCaseRow } from './fraudCases.sql.ts'
import { moveCase } from './moveCase.ts'
import { lockNextCase } from './searchCases.sql.ts'

const kept: Kept<FraudCaseRow> = {
  permission: 'fraud.work',
  lock: lockCase,
  isOver: ({ closed_at: closedAt }) => closedAt !== null,
  refusals: { held: 'fraud_case_held', colleague: 'fraud:field.bad_colleague' },
  move: (tx, row, act, owner, data) => moveCase(tx, row, step(fraudCaseLifecycle, row.state, act, tx.actor), { owner, data }),
}

/**
 * Takes a case in hand, and begins its review where nobody has looked yet; whoever has it locks nobody out. Taking what one holds changes
 * nothing. 409 `fraud_case_held`, `state_has_changed`.
 */
export const claimCase = (ctx: Ctx, id: string): Promise<void> => claim(ctx, kept, id)

/** Gives it back: it stays under review. 409 `fraud_case_held`, `state_has_changed`. */
export const releaseCase = (ctx: Ctx, id: string): Promise<void> => release(ctx, kept, id)

/**
 * Gives it to a colleague who works on fraud cases: its owner may, anybody may what nobody holds, an officer any. 409 `fraud_case_held`,
 * `state_has_changed`; 422 where the colleague may not, or has it already.
 */
export const handOverCase = (ctx: Ctx, id: string, { to }: { to: string }): Promise<void> => handOver(ctx, kept, id, to)

/** Of those to be taken up or under review that nobody holds, the oldest, live ones first: its id. Null: there is none. */
export const takeNextCase = (ctx: Ctx): Promise<string | null> => takeNext(ctx, kept, lockNextCase)
