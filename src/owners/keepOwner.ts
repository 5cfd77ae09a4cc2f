import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import type { Permission } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { WritableDb } from '#src/platform/db.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { workerOf, type InHand, type OwnerAct } from './owner.ts'
import { listColleagues } from './owners.sql.ts'

/** A queue whose things one person at a time has in hand. */
export type Kept<Row extends InHand> = {
  /** Of whoever works there. */
  permission: Permission
  /** The row under its lock; null where there is none. */
  lock: (db: WritableDb, id: string) => Promise<Row | null>
  isOver: (row: Row) => boolean
  /** One step of the locked row by its lifecycle: row and event. */
  move: (tx: Tx, row: Row, act: OwnerAct, owner: InHand, data: Record<string, JsonValue>) => Promise<unknown>
  /** `held`: the code where a colleague has it. `colleague`: the text where somebody named may not have it. */
  refusals: { held: string; colleague: string }
}

const lockOpen = async <Row extends InHand>({ lock, isOver }: Kept<Row>, tx: Tx, id: string): Promise<Row> => {
  const row = await lock(tx.db, id)
  if (!row) throw notFound()
  if (isOver(row)) throw conflict('state_has_changed')
  return row
}

/** Takes a thing in hand. Taking what one holds changes nothing. 403, 404; 409 where somebody else has it, or it is over. */
export const claim = <Row extends InHand>(ctx: Ctx, kept: Kept<Row>, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = workerOf(tx.actor, kept.permission)
    const row = await lockOpen(kept, tx, id)
    if (row.owner_id === me) return
    if (row.owner_id !== null) throw conflict(kept.refusals.held)
    await kept.move(tx, row, 'claim', { owner_id: me, claimed_at: tx.now }, {})
  })

/** Gives back what one holds. 403, 404; 409 where it is another's, nobody's, or over. */
export const release = <Row extends InHand>(ctx: Ctx, kept: Kept<Row>, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = workerOf(tx.actor, kept.permission)
    const row = await lockOpen(kept, tx, id)
    if (row.owner_id === null) throw conflict('state_has_changed')
    if (row.owner_id !== me) throw conflict(kept.refusals.held)
    await kept.move(tx, row, 'release', { owner_id: null, claimed_at: null }, {})
  })

/**
 * Gives it to a colleague who works there: its owner may, anybody may what nobody holds, an officer any. 403, 404; 409 where it is
 * another's, or over; 422 where the colleague may not, or has it already.
 */
export const handOver = <Row extends InHand>(ctx: Ctx, kept: Kept<Row>, id: string, to: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me, roles } = workerOf(tx.actor, kept.permission)
    const row = await lockOpen(kept, tx, id)
    if (row.owner_id !== null && row.owner_id !== me && !roles.includes('officer')) throw conflict(kept.refusals.held)
    if (to === row.owner_id || !(await listColleagues(tx.db, kept.permission)).some((one) => one.id === to))
      throw invalid({ to: kept.refusals.colleague })
    await kept.move(tx, row, 'hand_over', { owner_id: to, claimed_at: tx.now }, { ownerId: to })
  })

/**
 * What `lockNext` finds, the most urgent that nobody holds, becomes this person's: its id. Null: nothing waits. Two who ask at once get
 * two, for it passes over what is locked. 403.
 */
export const takeNext = <Row extends InHand & { id: string }>(
  ctx: Ctx,
  kept: Kept<Row>,
  lockNext: (db: WritableDb) => Promise<Row | null>,
): Promise<string | null> =>
  unit(ctx, async (tx) => {
    const { id: me } = workerOf(tx.actor, kept.permission)
    const row = await lockNext(tx.db)
    if (row) await kept.move(tx, row, 'claim', { owner_id: me, claimed_at: tx.now }, { isNext: true })
    return row?.id ?? null
  })
