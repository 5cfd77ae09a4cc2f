import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { removeFile } from '#src/platform/storage.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { changePackage, listExpired, lockPackage, type PackageRow } from './packages.sql.ts'

/** A copy of everything is kept no longer than it takes to fetch it: the file goes, that it was made stays. */
const expire = async (tx: Tx, { id }: PackageRow): Promise<'done' | 'skipped'> => {
  const row = await lockPackage(tx.db, id)
  if (row?.state !== 'ready' || row.expires_at! > tx.now) return 'skipped'
  await changePackage(tx.db, id, { state: 'expired', storage_key: null })
  await record(tx, 'data_package.expired', { subject: id, data: { requestId: row.request_id } })
  tx.afterCommit(() => removeFile(row.storage_key!))
  return 'done'
}

export const expirePackages = (ctx: Ctx): Promise<Report> =>
  sweep<PackageRow>(ctx, { find: ({ db, now }, after, limit) => listExpired(db, now, after, limit), subject: ({ id }) => id, each: expire })
