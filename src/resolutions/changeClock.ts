import { addDays, endOfParisDay, parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockFile, type File } from './lockFile.ts'
import { dueAfterResume, longestExtension, type ResolutionCause, type ResolutionChangeKind } from './resolution.ts'
import { changeResolution, insertChange, type ResolutionRow } from './resolutions.sql.ts'

/** `cause`: none to set it going again; `days`: of an extension. `reason`: the words the merchant reads. */
export type ClockChange = { kind: ResolutionChangeKind; cause: ResolutionCause | null; days: number | null; reason: string }

const events = { suspend: 'resolution.suspended', resume: 'resolution.resumed', extend: 'resolution.extended' } as const

const check = ({ kind, cause, days, reason }: ClockChange): void => {
  if (reason.trim() === '') throw invalid({ reason: 'web:field.missing' })
  if (kind !== 'resume' && cause === null) throw invalid({ cause: 'web:field.missing' })
  if (kind === 'extend' && (days === null || !Number.isInteger(days) || days < 1 || days > longestExtension))
    throw invalid({ days: 'disputes:clock.bad_days' })
}

const after = (
  tx: Tx,
  { due_on: dueOn, suspended_on: suspendedOn }: ResolutionRow,
  { kind, days }: ClockChange,
): Pick<ResolutionRow, 'due_on' | 'suspended_on'> => {
  const today = parisDay(tx.now)
  if ((kind === 'resume') !== (suspendedOn !== null) && kind !== 'extend') throw conflict('state_has_changed')
  if (kind === 'suspend') return { due_on: dueOn, suspended_on: today }
  if (kind === 'resume') return { due_on: dueAfterResume({ due_on: dueOn, suspended_on: suspendedOn }, today), suspended_on: null }
  return { due_on: addDays(dueOn, days ?? 0), suspended_on: suspendedOn }
}

const tell = async (
  tx: Tx,
  { dispute, resolution }: File,
  { kind, cause, reason }: ClockChange,
  changeId: string,
  dueOn: string,
): Promise<void> => {
  if (dispute.mode !== 'live') return
  const { amount_cents: cents, currency, category, merchant_id: merchantId } = dispute
  const values = {
    sum: { cents, currency },
    category,
    link: `/merchant/disputes/${dispute.id}`,
    change: kind,
    cause: cause ?? 'none',
    message: reason,
    dueAt: endOfParisDay(dueOn),
  }
  await writeToMerchant(tx, merchantId, {
    template: 'resolution_clock',
    subjectId: resolution.id,
    dedupeKey: `resolution_clock:${changeId}`,
    values,
  })
}

/**
 * Stops the 30 days, sets them going again or makes them longer: only by the staff, with a reason, and by a letter the merchant keeps. The
 * network's own date moves for nobody. 422 names what is missing; 409 for one that stands already so, or is over.
 */
export const changeClock = (ctx: Ctx, resolutionId: string, change: ClockChange): Promise<void> =>
  unit(ctx, async (tx) => {
    check(change)
    const file = await lockFile(tx, resolutionId)
    const { resolution } = file
    if (tx.actor.kind !== 'staff') throw forbidden()
    if (resolution.closed_at !== null) throw conflict('state_has_changed')
    const clock = after(tx, resolution, change)
    await changeResolution(tx.db, resolutionId, { ...clock, alerted_at: null, escalated_at: null })
    const id = newId('rchg', tx.now)
    await insertChange(tx.db, {
      id,
      resolution_id: resolutionId,
      kind: change.kind,
      cause: change.kind === 'resume' ? null : change.cause,
      days: change.kind === 'extend' ? change.days : null,
      reason: change.reason,
      made_by: tx.actor.id,
      made_at: tx.now,
      made_on: parisDay(tx.now),
      due_before: resolution.due_on,
      due_after: clock.due_on,
    })
    await record(tx, events[change.kind], {
      subject: resolutionId,
      merchantId: resolution.merchant_id,
      data: { dueBefore: resolution.due_on, dueAfter: clock.due_on, ...(change.cause ? { cause: change.cause } : {}) },
      personal: { reason: change.reason },
    })
    await tell(tx, file, change, id, clock.due_on)
  })
