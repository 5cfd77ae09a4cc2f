import { notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeDataBreach, insertBreachAct, lockDataBreach, type DataBreachRow } from './dataBreaches.sql.ts'
import { dataBreachLifecycle, type DataBreachAction } from './dataBreach.ts'

type Change = Parameters<typeof changeDataBreach>[2]
export type Moved = { set: Change; words?: string | null; changes?: { field: string; before: string; after: string }[] }

/** One step of one breach, under its lock: 404, 409 `state_has_changed`, 403. Null from `change`: nothing is to be changed. */
export const moveDataBreach = (
  ctx: Ctx,
  id: string,
  action: DataBreachAction,
  change: (tx: Tx, row: DataBreachRow) => Promise<Moved | null>,
): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockDataBreach(tx.db, id)
    if (!row) throw notFound()
    const { to, event } = step(dataBreachLifecycle, row.state, action, tx.actor)
    const moved = await change(tx, row)
    if (!moved) return
    const { set, words = null, changes = [] } = moved
    await changeDataBreach(tx.db, id, { ...set, state: to })
    await insertBreachAct(tx.db, tx.actor, { breach_id: id, at: tx.now, act: event.slice(event.indexOf('.') + 1), words, changes })
    await record(tx, event, { subject: id, data: { from: row.state, to, fields: changes.map(({ field }) => field) } })
  })
