import { invalid } from '#src/kernel/errors.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { reconsiderMerchant } from '#src/merchants/reconsiderMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { unmarkRejection } from '#src/rejections/noteRejection.ts'
import { lockCase } from './lockCase.ts'
import { openReview } from './openReview.ts'
import type { Decided } from './validateDossier.ts'

/** An officer opens a refused dossier again: it is before us as a new one. The merchant is not told before there is a decision. */
export const reconsiderDossier = (ctx: Ctx, dossierId: string, { version, reason }: Decided): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { dossier } = await lockCase(tx, dossierId, version)
    await moveDossier(tx, dossier, 'reconsider', { personal: { reason } })
    await openReview(tx, { dossierId, merchantId: dossier.merchant_id, kind: 'new_dossier' })
    await unmarkRejection(tx, dossier.merchant_id)
    await reconsiderMerchant(tx, dossier.merchant_id, reason)
  })
