import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { removeFile } from '#src/platform/storage.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { changePack, listExpiredPacks, lockPack, type PackRow } from './inspections.sql.ts'

/** A copy of a whole file is kept no longer than it takes to hand it over: it goes, that it was made stays. */
const expire = async (tx: Tx, { id }: PackRow): Promise<'done' | 'skipped'> => {
  const row = await lockPack(tx.db, id)
  if (row?.state !== 'ready' || row.expires_at! > tx.now) return 'skipped'
  await changePack(tx.db, id, { state: 'expired', storage_key: null })
  await record(tx, 'inspection.expired', { subject: id, merchantId: row.merchant_id, data: { dossierId: row.dossier_id } })
  tx.afterCommit(() => removeFile(row.storage_key!))
  return 'done'
}

export const expireInspections = (ctx: Ctx): Promise<Report> =>
  sweep<PackRow>(ctx, {
    find: ({ db, now }, after, limit) => listExpiredPacks(db, now, after, limit),
    subject: ({ id }) => id,
    each: expire,
  })
