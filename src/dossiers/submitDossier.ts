import { merchantOf } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { openReview } from '#src/reviews/openReview.ts'
import { lockDossierOfMerchant } from './dossiers.sql.ts'
import { moveDossier } from './moveDossier.ts'
import { missingBeforeSubmit, progress } from './progress.ts'
import { readDossier } from './readDossier.sql.ts'
import { rateDossier } from './touchDossier.ts'

/**
 * The file comes before us, complete and signed: rated, in the queue, and the merchant has it in writing. 409 while something is missing.
 */
export const submitDossier = (ctx: Ctx, { ticket }: { ticket?: string } = {}): Promise<void> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId) throw notFound()
    const dossier = await lockDossierOfMerchant(tx.db, merchantId)
    if (!(await takeTicket(tx, ticket))) return
    const rated = await rateDossier(tx, dossier)
    const missing = missingBeforeSubmit(progress(await readDossier(tx.db, dossier.id), parisDay(tx.now)))
    if (dossier.state === 'draft' && missing.length > 0) throw conflict('dossier_incomplete', { count: missing.length })
    await moveDossier(tx, rated, 'submit', { data: { risk: rated.risk } })
    await openReview(tx, { dossierId: dossier.id, merchantId, kind: 'new_dossier' })
    await writeToMerchant(tx, merchantId, {
      template: 'dossier_received',
      subjectId: dossier.id,
      dedupeKey: `dossier_received:${dossier.id}:${rated.version}`,
      values: { receivedAt: tx.now },
    })
  })
