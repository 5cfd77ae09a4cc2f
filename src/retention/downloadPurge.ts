import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openPurgeCertificate } from './issuePurgeCertificate.ts'
import type { Category } from './policy.ts'
import { findCertificate, findPurge } from './purges.sql.ts'

/**
 * A certificate as it was kept, and its signature; taking it away is recorded. 404 where this category has none of that purge; throws when
 * a bit of it changed.
 */
export const downloadPurgeCertificate = (ctx: Ctx, category: string, purgeId: string): Promise<{ bytes: Buffer; signature: Buffer }> =>
  unit(ctx, async (tx) => {
    const purge = await findPurge(tx.db, purgeId)
    const row = purge?.category === category ? await findCertificate(tx.db, purgeId) : null
    if (!row) throw notFound()
    await record(tx, 'purge.certificate_downloaded', { subject: purgeId, data: { certificateId: row.id } })
    return { bytes: await openPurgeCertificate(row), signature: row.signature }
  })

/** Somebody takes a list of ids away: recorded. */
export const exportPurgeList = (ctx: Ctx, category: Category): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'retention.read'))
      throw forbidden()
    await record(tx, 'purge.list_exported', { subject: tx.actor.id, data: { category } })
  })
