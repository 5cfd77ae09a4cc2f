import { merchantOf, type Actor } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findAnyDispute, lockDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { findResolution, lockResolution, type ResolutionRow } from './resolutions.sql.ts'

/** A merchant his own; the staff who works on disputes anybody's. 404, 403. */
export const mustBeTheirs = (
  actor: Actor,
  { merchant_id: merchantId, hidden_at: hiddenAt }: Pick<DisputeRow, 'merchant_id' | 'hidden_at'>,
): void => {
  if (actor.kind === 'merchant') {
    if (merchantOf(actor) !== merchantId || hiddenAt !== null) throw notFound()
    return
  }
  if (actor.kind !== 'staff') throw notFound()
  if (!isAllowed(actor.roles, 'disputes.work')) throw forbidden()
}

/** A dispute somebody acts on, locked. 404 for what is not his. */
export const lockTheirDispute = async (tx: Tx, disputeId: string): Promise<DisputeRow> => {
  const seen = await findAnyDispute(tx.db, disputeId)
  if (!seen) throw notFound()
  mustBeTheirs(tx.actor, seen)
  return lockDispute(tx.db, disputeId)
}

export type File = { dispute: DisputeRow; resolution: ResolutionRow }

/** A resolution somebody acts on, with its dispute, both locked in that order. 404 for what is not his. */
export const lockFile = async (tx: Tx, resolutionId: string): Promise<File> => {
  const seen = await findResolution(tx.db, resolutionId)
  if (!seen) throw notFound()
  const dispute = await lockTheirDispute(tx, seen.dispute_id)
  return { dispute, resolution: await lockResolution(tx.db, resolutionId) }
}

/** The last day that counts for this actor: the merchant's to us, ours to the network. 409 `dispute_date_passed`, with the day. */
export const mustBeInTime = (
  tx: Tx,
  { merchant_due_on: merchantDueOn, due_on: dueOn }: Pick<DisputeRow, 'merchant_due_on' | 'due_on'>,
): void => {
  const last = tx.actor.kind === 'merchant' ? merchantDueOn : dueOn
  if (parisDay(tx.now) > last) throw conflict('dispute_date_passed', { day: last })
}

/** Pieces and words change while the merchant gathers them, and by the staff until the file has left. 409 `state_has_changed`. */
export const mustBeOpen = (tx: Tx, { state }: Pick<DisputeRow, 'state'>): void => {
  if (state !== 'engaged' && !(state === 'under_review' && tx.actor.kind === 'staff')) throw conflict('state_has_changed')
}
