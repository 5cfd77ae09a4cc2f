import { readParts } from '#src/answers/answerParts.sql.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { JsonObject } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { changeRequest, insertAct, lockRequest, type RightsRow } from './rights.sql.ts'
import { rightsLifecycle, whyNoLonger, type RightsAction } from './rightsRequest.ts'

export type Done = { words?: string | null; facts?: JsonObject }

/** What is done with a request and moves it nowhere: in its own history with the words, in the history of all without them. */
export const noteAct = async (
  tx: Tx,
  request: Pick<RightsRow, 'id' | 'merchant_id'>,
  event: string,
  { words = null, facts = {} }: Done = {},
): Promise<void> => {
  await insertAct(tx.db, tx.actor, { request_id: request.id, at: tx.now, act: event.slice(event.indexOf('.') + 1), words, facts })
  await record(tx, event, { subject: request.id, merchantId: request.merchant_id, data: facts })
}

/** 404 for what there is none of, and for another person's. */
export const lockOpenTo = async (tx: Tx, id: string): Promise<RightsRow> => {
  const request = await lockRequest(tx.db, id)
  if (!request || (tx.actor.kind === 'merchant' && request.merchant_user_id !== tx.actor.id)) throw notFound()
  return request
}

type Change = Parameters<typeof changeRequest>[2]

/**
 * One step of one request, under its lock: 404, 409 `state_has_changed`, 403, 409 of what was carried out (`whyNoLonger`). `change`: what it
 * sets, and what it leaves in the history.
 */
export const moveRequest = (
  ctx: Ctx | Tx,
  id: string,
  action: RightsAction,
  change: (tx: Tx, request: RightsRow) => Promise<{ set?: Change } & Done>,
): Promise<void> =>
  unit(ctx, async (tx) => {
    const request = await lockOpenTo(tx, id)
    const { to, event } = step(rightsLifecycle, request.state, action, tx.actor)
    const over = whyNoLonger(action, await readParts(tx.db, id))
    if (over) throw conflict(over)
    const { set = {}, words, facts = {} } = await change(tx, request)
    const end = to === 'answered' || to === 'refused' || to === 'withdrawn'
      ? { closed_at: tx.now, closed_by_kind: tx.actor.kind, closed_by: tx.actor.id, suspended_on: null }
      : {}
    await changeRequest(tx.db, id, { ...end, ...set, state: to })
    await noteAct(tx, request, event, { words: words ?? null, facts: { from: request.state, to, ...facts } })
  })
