import { unit, type Ctx } from '#src/platform/ctx.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { acceptAnswers } from '#src/requests/acceptAnswers.ts'
import { holdReview } from './touchReview.ts'

/** `acceptAnswers` (requests) by who has the file in his hands: 409 `review_held` where somebody else has. */
export const acceptHeldAnswers = (ctx: Ctx, dossierId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await lockDossier(tx.db, dossierId)
    await holdReview(tx, dossierId)
    await acceptAnswers(tx, dossierId)
  })
