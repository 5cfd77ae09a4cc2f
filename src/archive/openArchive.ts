import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openMs } from './archive.ts'
import { findArchivable, insertOpening } from './archive.sql.ts'

/** From now on, for a day's work, he may read what is archived there. Answers the id of the file. 403; 404; 422 without a reason. */
export const openArchive = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'archive.open')) throw forbidden()
    const file = await findArchivable(tx.db, id)
    if (!file) throw notFound()
    if (reason.trim().length < 5) throw invalid({ reason: 'archive:field.reason_short' })
    const opening = newId('aopn', tx.now)
    await insertOpening(tx.db, {
      id: opening,
      subject_id: file.subjectId,
      merchant_id: file.merchantId,
      reason,
      opened_by: tx.actor.id,
      opened_at: tx.now,
      expires_at: new Date(tx.now.getTime() + openMs),
    })
    await record(tx, 'archive.opened', { subject: file.subjectId, merchantId: file.merchantId, data: { opening } })
    return file.subjectId
  })
