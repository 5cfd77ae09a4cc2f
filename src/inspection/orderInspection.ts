import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { seal } from '#src/platform/crypto.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { findUnfinished, insertPack } from './inspections.sql.ts'
import type { Paper } from './paper.ts'

export type Order = { until: Date; reason: string; paper: Paper; ticket?: string }

export const paperLabel = (id: string): string => `inspection-paper:${id}`

/**
 * A dossier as it was known before an instant, to be made into one archive: its paper as the reader saw it, its pieces, its events and
 * their proof. Null: this very form was sent before. 409 `inspection_is_made` while another of it is made, `dossier_is_erased`; 404 where
 * its merchant's key is gone.
 */
export const orderInspection = (ctx: Ctx, dossierId: string, { until, reason, paper, ticket }: Order): Promise<{ id: string } | null> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'inspections.make')) throw forbidden()
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const dossier = await lockDossier(tx.db, dossierId)
    if (dossier.is_erased) throw conflict('dossier_is_erased')
    if (!(await takeTicket(tx, ticket))) return null
    if (await findUnfinished(tx.db, dossierId)) throw conflict('inspection_is_made')
    const key = await findMerchantKey(tx.db, dossier.merchant_id)
    if (!key) throw notFound()
    const id = newId('insp', tx.now)
    const sealed = seal(key, Buffer.from(JSON.stringify(paper)), paperLabel(id))
    await insertPack(tx.db, {
      id,
      dossier_id: dossierId,
      merchant_id: dossier.merchant_id,
      known_until: until,
      reason,
      paper: sealed,
      language: paper.lang,
      ordered_by: tx.actor.id,
      ordered_at: tx.now,
    })
    await record(tx, 'inspection.ordered', {
      subject: id,
      merchantId: dossier.merchant_id,
      data: { dossierId, until: until.toISOString() },
      personal: { reason },
    })
    tx.afterCommit(() => ring('build-inspections'))
    return { id }
  })
