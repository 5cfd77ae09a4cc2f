import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fourEyesReasons } from './decision.ts'
import { insertDecision } from './decisions.sql.ts'
import { holdForDecision } from './holdForDecision.ts'
import { lockCase } from './lockCase.ts'
import { carryOutRejection } from './takeDecision.ts'
import type { RejectionGround } from '#src/rejections/rejection.ts'
import type { Decided } from './validateDossier.ts'

/**
 * One person refuses, on a ground and with a reason that stay inside. 409 as in `validateDossier`; a file need not be complete to be
 * refused.
 */
export const rejectDossier = (
  ctx: Ctx,
  dossierId: string,
  { version, reason, ground }: Decided & { ground: RejectionGround },
): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const file = await lockCase(tx, dossierId, version)
    const review = await holdForDecision(tx, file, 'reject')
    if (fourEyesReasons(file).length > 0) throw conflict('four_eyes_due')
    const id = newId('deci', tx.now)
    await carryOutRejection(tx, file, { id, action: 'reject', reason, ground })
    await insertDecision(tx.db, {
      id,
      dossier_id: dossierId,
      review_item_id: review.id,
      verdict: 'reject',
      state: 'taken',
      dossier_version: file.dossier.version,
      reason,
      ground,
      decided_by: tx.actor.id,
      decided_at: tx.now,
    })
  })
