import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openUntil, type RestrictedUse } from './restriction.ts'
import { findRestrictable, insertUseOpening } from './restrictions.sql.ts'

const leastReason = 5

/**
 * From now on, for a day's work, he may read and use what is restricted there, for one of the uses that article 18(2) allows. Answers the
 * id of the page whose door it is. 403; 404; 422 without a use or a reason.
 */
export const openRestricted = (ctx: Ctx, id: string, { use, reason }: { use: RestrictedUse; reason: string }): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'restrictions.open')) throw forbidden()
    const page = await findRestrictable(tx.db, id)
    if (!page) throw notFound()
    if (reason.trim().length < leastReason) throw invalid({ reason: 'archive:field.reason_short' })
    const opening = newId('ropn', tx.now)
    await insertUseOpening(tx.db, {
      id: opening,
      subject_id: page.doorId,
      merchant_id: page.merchantId,
      use,
      reason,
      opened_by: tx.actor.id,
      opened_at: tx.now,
      expires_at: openUntil(tx.now),
    })
    await record(tx, 'restriction.opened', { subject: page.doorId, merchantId: page.merchantId, data: { opening, use } })
    return page.doorId
  })
