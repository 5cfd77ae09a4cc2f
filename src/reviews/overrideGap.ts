import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isBeforeUs } from './beforeUs.ts'
import { insertOverride } from './decisions.sql.ts'
import { lockCase } from './lockCase.ts'
import { findLivingReview } from './reviews.sql.ts'
import { touchReview } from './touchReview.ts'

export type Override = { requirementKey: string; reason: string }

export const mustOverride = (tx: Tx): void => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'gaps.override')) throw forbidden()
}

/** A gap is a line of the list that is neither accepted nor let pass already. */
const mustBeGap = (file: DossierFile, requirementKey: string): void => {
  const line = file.checklist.find(({ requirement }) => requirement.key === requirementKey)
  if (!line) throw invalid({ requirementKey: 'web:field.bad_choice' })
  if (line.state === 'accepted' || line.state === 'overridden') throw conflict('state_has_changed')
}

/** An officer lets the dossier pass without a piece, and says why. It makes four eyes due, and voids an open proposal. */
export const overrideGap = (ctx: Ctx, dossierId: string, { requirementKey, reason }: Override): Promise<void> =>
  unit(ctx, async (tx) => {
    mustOverride(tx)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const file = await lockCase(tx, dossierId)
    if (!isBeforeUs(file, await findLivingReview(tx.db, dossierId))) throw conflict('state_has_changed')
    mustBeGap(file, requirementKey)
    await insertOverride(tx.db, {
      id: newId('over', tx.now),
      dossier_id: dossierId,
      requirement_key: requirementKey,
      reason,
      granted_by: tx.actor.id,
      granted_at: tx.now,
    })
    await record(tx, 'gap.overridden', {
      subject: dossierId,
      merchantId: file.dossier.merchant_id,
      data: { requirementKey },
      personal: { reason },
    })
    await touchReview(tx, dossierId)
    await touchDossier(tx, dossierId)
  })
