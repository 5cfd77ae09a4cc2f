import { conflict } from '#src/kernel/errors.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isBeforeUs } from './beforeUs.ts'
import { findOverride, withdrawOverrideRow } from './decisions.sql.ts'
import { lockCase } from './lockCase.ts'
import { mustOverride } from './overrideGap.ts'
import { findLivingReview } from './reviews.sql.ts'
import { touchReview } from './touchReview.ts'

/** An officer takes back that a piece was let pass: the gap is a gap again, and an open proposal is void. */
export const withdrawOverride = (ctx: Ctx, dossierId: string, { requirementKey }: { requirementKey: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustOverride(tx)
    const file = await lockCase(tx, dossierId)
    const override = await findOverride(tx.db, dossierId, requirementKey)
    if (!override || !isBeforeUs(file, await findLivingReview(tx.db, dossierId))) throw conflict('state_has_changed')
    await withdrawOverrideRow(tx.db, override.id, tx.now)
    await record(tx, 'gap.override_withdrawn', { subject: dossierId, merchantId: file.dossier.merchant_id, data: { requirementKey } })
    await touchReview(tx, dossierId)
    await touchDossier(tx, dossierId)
  })
