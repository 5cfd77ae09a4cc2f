import { forbidden } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { holdLifecycle, isSecret, titles, type HoldAction } from './hold.ts'
import { changeHold, insertAct, type HoldRow } from './holds.sql.ts'

type Said = { cents?: number; words?: string }

/** 403 to whoever may not, by the rights of the hold's title; the system acts under its own name. */
export const mustMay = ({ actor }: Tx, permission: Permission): void => {
  const may = actor.kind === 'system' || (actor.kind === 'staff' && isAllowed(actor.roles, permission))
  if (!may) throw forbidden()
}

/**
 * What happened to a hold: in its own acts in full, and in the history. Of a title that is known to a closed circle the history hears
 * nothing, not even a count: its event stands in the circle's own register.
 */
export const noteHold = async (tx: Tx, hold: HoldRow, event: string, { cents, words }: Said = {}): Promise<void> => {
  await insertAct(tx.db, tx.actor, {
    hold_id: hold.id,
    at: tx.now,
    act: event.slice('hold.'.length),
    amount_cents: cents ?? null,
    words: words ?? null,
  })
  const { id: subject, merchant_id: merchantId, currency } = hold
  if (isSecret(hold.title)) return recordClosed(tx, event, { subject })
  await record(tx, event, {
    subject,
    merchantId,
    ...(cents === undefined ? {} : { data: { amountCents: cents, currency } }),
    ...(words ? { personal: { reason: words } } : {}),
  })
}

/** One step of its lifecycle: the row, its act, its event. 409 where the table has none. */
export const stepHold = async (
  tx: Tx,
  hold: HoldRow,
  action: HoldAction,
  change: Parameters<typeof changeHold>[2] = {},
  said: Said = {},
): Promise<HoldRow> => {
  const { to, event } = step(holdLifecycle, hold.state, action, tx.actor)
  const moved = await changeHold(tx.db, hold.id, { ...change, state: to })
  await noteHold(tx, hold, event, said)
  return moved
}

/** It is due and cannot leave, and why: told once for each reason. */
export const noteWaiting = async (tx: Tx, hold: HoldRow, reason: string): Promise<void> => {
  await changeHold(tx.db, hold.id, { waits_for: reason })
  await noteHold(tx, hold, 'hold.release_waits', { cents: hold.left_cents })
}

/** For whoever looks at a title of the closed circle: the reading is on record (AML-11). */
export const noteHoldRead = (ctx: Ctx | Tx, hold: HoldRow): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, titles[hold.title].see)
    await noteHold(tx, hold, 'hold.read')
  })
