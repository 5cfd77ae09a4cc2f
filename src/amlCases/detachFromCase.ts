import { detachAlert } from '#src/alerts/detachAlert.ts'
import { invalid, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { insertAmlNote } from './amlCases.sql.ts'
import { deleteCaseHit, deleteCasePayments } from './caseMatter.sql.ts'
import { lockedLiving } from './moveAmlCase.ts'

/**
 * An alert, with the payments behind it, or a hit, out of a case that is still examined, and why: kept as a note. The alert is decided anew
 * by whoever took it out. 403, 404; 409 once it is concluded.
 */
export const detachFromCase = (ctx: Ctx, id: string, { subjectId, reason }: { subjectId: string; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { me } = await lockedLiving(tx, id)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    if (isId('alrt', subjectId)) {
      await detachAlert(tx, subjectId, id)
      await deleteCasePayments(tx.db, id, subjectId)
    } else if (!isId('schi', subjectId) || !(await deleteCaseHit(tx.db, id, subjectId))) throw notFound()
    else await record(tx, 'aml_case.hit_detached', { subject: id, data: { hitId: subjectId } })
    await insertAmlNote(tx.db, { id: newId('note', tx.now), case_id: id, body: reason, author_id: me.id, at: tx.now })
  })
