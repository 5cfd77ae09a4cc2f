import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockTheirDispute, mustBeInTime } from './lockFile.ts'
import { dueFrom } from './resolution.ts'
import { findResolutionOf, insertResolution, type ResolutionRow } from './resolutions.sql.ts'

/**
 * The merchant challenges a dispute, or the staff in his name: evidence is gathered from now on, and the 30 days begin (seed 001). A double
 * click is one resolution. 404 for another's; 409 `dispute_has_no_defence` for a debit that came back (rules.md §4.3),
 * `dispute_date_passed`, `state_has_changed`.
 */
export const engageResolution = (ctx: Ctx, disputeId: string): Promise<ResolutionRow> =>
  unit(ctx, async (tx) => {
    const dispute = await lockTheirDispute(tx, disputeId)
    const known = await findResolutionOf(tx.db, disputeId)
    if (known && dispute.state === 'engaged') return known
    if ((await findRule(tx.db, dispute.rule_id)).flow === 'none') throw conflict('dispute_has_no_defence')
    mustBeInTime(tx, dispute)
    await moveDispute(tx, dispute, 'engage')
    const { merchant_id: merchantId, mode } = dispute
    const row = await insertResolution(tx.db, {
      id: newId('rslv', tx.now),
      dispute_id: disputeId,
      merchant_id: merchantId,
      mode,
      engaged_by: tx.actor.id,
      engaged_at: tx.now,
      due_on: dueFrom(parisDay(tx.now)),
    })
    await record(tx, 'resolution.engaged', { subject: row.id, merchantId, data: { disputeId, mode, dueOn: row.due_on } })
    return row
  })
