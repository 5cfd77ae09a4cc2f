import { parisDay } from '#src/kernel/calendar.ts'
import { forbidden, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { correctionLifecycle, waitingStates, type CorrectionAction, type Sums } from './correction.ts'
import { lockSums, purseOf } from './correctionMoney.ts'
import { changeCorrection, findCorrection, lockCorrection, type CorrectionRow } from './corrections.sql.ts'

/** 403 to whoever may not. */
export const mustMay = ({ actor }: Tx, permission: Permission): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, permission)) throw forbidden()
}

/** In the history: codes and the amount; words under the merchant's own key, and nowhere where it is of none (they stand on the row). */
export const noteCorrection = (tx: Tx, row: CorrectionRow, event: string, words = ''): Promise<void> =>
  record(tx, event, {
    subject: row.id,
    merchantId: row.merchant_id,
    data: { kind: row.kind, amountCents: row.amount_cents, currency: row.currency, ...(row.about_id ? { about: row.about_id } : {}) },
    ...(words && row.merchant_id ? { personal: { reason: words } } : {}),
  })

/** Alone with the merchant's balances, then with the correction: whoever pays him out waits. 404. */
export const lockWithSums = async (tx: Tx, id: string): Promise<{ row: CorrectionRow; sums: Sums }> => {
  const seen = await findCorrection(tx.db, id)
  if (!seen) throw notFound()
  const sums = await lockSums(tx, purseOf(seen))
  const row = await lockCorrection(tx.db, id)
  if (!row) throw notFound()
  return { row, sums }
}

/** One step of its lifecycle: the row and its event. 409 where the table has none, 403 to whom it is not given. */
export const stepCorrection = async (
  tx: Tx,
  row: CorrectionRow,
  action: CorrectionAction,
  change: Parameters<typeof changeCorrection>[2],
  words = '',
): Promise<CorrectionRow> => {
  const { to, event } = step(correctionLifecycle, row.state, action, tx.actor)
  const moved = await changeCorrection(tx.db, row.id, {
    ...change,
    state: to,
    closed_on: (waitingStates as readonly string[]).includes(to) ? null : parisDay(tx.now),
  })
  await noteCorrection(tx, moved, event, words)
  return moved
}
