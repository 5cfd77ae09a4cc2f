import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openUntil, type RestrictedUse } from './restriction.ts'
import { findRestrictable, insertUseOpening } from './restrictions.sql.ts'

const leastReason = 5

/** From now on, for a day's work, he may read and use what is restricted there, for one of the uses that article 18(2) allows. 403; 404; 422 without a use or a reason. */
export const openRestricted = (ctx: Ctx, id: string, { use, reason }: { use: RestrictedUse; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'restrictions.open')) throw forbidden()
    const page = await findRestrictable(tx.db, id)
    if (!page) throw notFound()
    if (reason.trim().length < leastReason) throw invalid({ reason: 'archive:field.reason_short' })
    const opening = newId('ropn', tx.now)
    await insertUseOpening(tx.db, { id: opening, subject_id: id, merchant_id: page.merchantId, use, reason, opened_by: tx.actor.id, opened_at: tx.now, expires_at: openUntil(tx.now) })
    await record(tx, 'restriction.opened', { subject: id, merchantId: page.merchantId, data: { opening, use } })
  })
