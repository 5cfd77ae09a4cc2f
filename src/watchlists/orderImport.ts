import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { mostBytes } from './formats/archive.ts'
import { findImport, insertImport, type KeptFile } from './imports.sql.ts'
import type { ListFile } from './readList.ts'
import { findWatchlist } from './watchlists.sql.ts'

/** Under which the files lie sealed until they are read: an own list names people. */
export const importKey = (): Buffer => institutionFileKey('watchlist-imports')

const keepFile = async (tx: Tx, id: string, { name, bytes }: ListFile): Promise<KeptFile> => {
  const storageKey = `${newId('wlfi', tx.now)}.bin`
  tx.onRollback(async (db) => {
    if (!(await findImport(db, id))) await removeFile(storageKey)
  })
  await putFile(storageKey, importKey(), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return { name: name.slice(0, 200), storageKey, byteCount: bytes.length }
}

export type ImportOrder = { list: string; files: readonly ListFile[]; force: string | null }

/**
 * Files of a list, handed in at its page: kept, and read by a job. What is wrong with them the list's page says then, in the words of every
 * import. 403; 404 for no list of ours; 409 `list_is_read` while others of it are read; 422 without a file, or of more than any list
 * weighs.
 */
export const orderImport = (ctx: Ctx, { list: code, files, force }: ImportOrder): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'watchlists.manage')) throw forbidden()
    const list = await findWatchlist(tx.db, code)
    if (!list) throw notFound()
    if (files.length === 0) throw invalid({ file: 'web:field.missing' })
    if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes) throw invalid({ file: 'watchlists:import.too_big' })
    const id = newId('wlim', tx.now)
    if (
      !(await insertImport(tx.db, {
        id,
        list_code: list.code,
        forced_reason: force?.trim().slice(0, 500) || null,
        ordered_by: tx.actor.id,
        ordered_at: tx.now,
        files: '[]',
      }))
    ) throw conflict('list_is_read')
    const kept: KeptFile[] = []
    for (const one of files) kept.push(await keepFile(tx, id, one))
    await tx.db.updateTable('watchlist_imports').set({ files: JSON.stringify(kept) }).where('id', '=', id).execute()
    await record(tx, 'watchlist.import_ordered', { subject: id, data: { list: list.code, files: files.length } })
    tx.afterCommit(() => ring('import-watchlists'))
    return id
  })
