import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { getFile } from '#src/platform/storage.ts'
import { lockPack } from './inspections.sql.ts'

/** The archive; taking it away is recorded. 404 where there is none, or no longer. */
export const downloadInspection = (ctx: Ctx, id: string): Promise<Buffer> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'inspections.make')) throw forbidden()
    const row = await lockPack(tx.db, id)
    const key = row && (await findMerchantKey(tx.db, row.merchant_id))
    if (row?.state !== 'ready' || row.expires_at! <= tx.now || !key) throw notFound()
    await record(tx, 'inspection.downloaded', { subject: id, merchantId: row.merchant_id, data: { dossierId: row.dossier_id } })
    return getFile(row.storage_key!, key, row.sha256!)
  })
