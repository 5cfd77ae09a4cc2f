import { invalid } from '#src/kernel/errors.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { proposalOfAnother, type Agreed } from './confirmDecision.ts'
import { updateDecision } from './decisions.sql.ts'
import { holdForDecision } from './holdForDecision.ts'
import { lockCase } from './lockCase.ts'
import { returnReview } from './returnReview.ts'

/** The second person does not agree, and says why: the dossier is in the queue again, free, with both reasons in its history. */
export const declineDecision = (ctx: Ctx, dossierId: string, { version, reason, proposal }: Agreed): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const file = await lockCase(tx, dossierId, version)
    const { id } = await proposalOfAnother(tx, dossierId, proposal)
    await holdForDecision(tx, file, 'decline')
    await moveDossier(tx, file.dossier, 'decline', { data: { decisionId: id }, personal: { reason } })
    await updateDecision(tx.db, id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await returnReview(tx, dossierId)
  })
