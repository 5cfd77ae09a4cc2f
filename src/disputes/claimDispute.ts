import { claim, handOver, release, takeNext, type Kept } from '#src/owners/keepOwner.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { isLiving } from './dispute.ts'
import { lockAnyDispute, type DisputeRow } from './disputes.sql.ts'
import { moveDispute } from './moveDispute.ts'
import { lockNextDispute } from './searchDisputes.sql.ts'

const kept: Kept<DisputeRow> = {
  permission: 'disputes.work',
  lock: lockAnyDispute,
  isOver: ({ state }) => !isLiving(state),
  move: (tx, row, act, owner, data) => moveDispute(tx, row, act, { owner, data }),
  refusals: { held: 'dispute_held', colleague: 'disputes:field.bad_colleague' },
}

/**
 * Takes a dispute in hand; whoever has it locks nobody out. Taking what one holds changes nothing. 409 `dispute_held`, `state_has_changed`.
 */
export const claimDispute = (ctx: Ctx, id: string): Promise<void> => claim(ctx, kept, id)

/** Gives it back. 409 `dispute_held`, `state_has_changed`. */
export const releaseDispute = (ctx: Ctx, id: string): Promise<void> => release(ctx, kept, id)

/**
 * Gives it to a colleague who works on disputes: its owner may, anybody may what nobody holds, an officer any. 409 `dispute_held`,
 * `state_has_changed`; 422 where the colleague may not, or has it already.
 */
export const handOverDispute = (ctx: Ctx, id: string, { to }: { to: string }): Promise<void> => handOver(ctx, kept, id, to)

/** Of the live ones that nobody holds and that a date still binds, the one whose date ends first: its id. Null: there is none. */
export const takeNextDispute = (ctx: Ctx): Promise<string | null> => takeNext(ctx, kept, lockNextDispute)
