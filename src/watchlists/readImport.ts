import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { getFile, removeFile } from '#src/platform/storage.ts'
import { importList, type Imported } from './importList.ts'
import { changeImport, lockImport, type ImportRow } from './imports.sql.ts'
import { importKey } from './orderImport.ts'

export const idleMs = 10 * 60_000

/** Ours from here; another worker that came at the same instant finds it taken. */
const begin = (ctx: Ctx, id: string): Promise<ImportRow | null> =>
  unit(ctx, async (tx) => {
    const row = await lockImport(tx.db, id)
    if (!row || row.ended_at !== null || (row.state !== 'ordered' && row.seen_at! >= new Date(tx.now.getTime() - idleMs))) return null
    await changeImport(tx.db, id, { state: 'reading', seen_at: tx.now, entry_count: null })
    await record(tx, 'watchlist.import_begun', { subject: id, data: { list: row.list_code } })
    return row
  })

const end = async (
  tx: Tx,
  { id, list_code: list, files }: ImportRow,
  change: Parameters<typeof changeImport>[2],
  data: Record<string, string>,
): Promise<void> => {
  await changeImport(tx.db, id, { ...change, ended_at: tx.now, files: '[]' })
  await record(tx, 'watchlist.import_ended', { subject: id, data: { list, ...data } })
  tx.afterCommit(async () => {
    for (const { storageKey } of files) await removeFile(storageKey)
  })
}

const take = async (ctx: Ctx, row: ImportRow): Promise<Imported> => {
  const files = []
  for (const { name, storageKey } of row.files) files.push({ name, bytes: await getFile(storageKey, importKey()) })
  const onRead = (entries: number): Promise<void> =>
    unit(ctx, async (tx) => void (await changeImport(tx.db, row.id, { state: 'writing', entry_count: entries, seen_at: tx.now })))
  return importList(ctx, { list: row.list_code, files, origin: 'console', force: row.forced_reason, orderedBy: row.ordered_by, onRead })
}

export type ImportEnd = { outcome: Imported['outcome'] | 'failed' | 'skipped'; detail: string | null }

/**
 * Reads one order to its end, in whatever process this is. Its files are gone then, whatever came of them; what broke on our side says so,
 * and is ordered again by hand.
 */
export const readImport = async (ctx: Ctx, id: string): Promise<ImportEnd> => {
  const row = await begin(ctx, id)
  if (!row) return { outcome: 'skipped', detail: null }
  const done = await take(ctx, row).catch((error: unknown) => codeOf(error))
  if (typeof done === 'string') return failImport(ctx, id, done)
  await unit(ctx, (tx) => end(tx, row, { state: done.outcome, version_id: done.versionId }, { outcome: done.outcome }))
  return { outcome: done.outcome, detail: done.outcome === 'refused' ? done.fault : null }
}

/** It broke on our side. */
export const failImport = (ctx: Ctx, id: string, failure: string): Promise<ImportEnd> =>
  unit(ctx, async (tx) => {
    const row = await lockImport(tx.db, id)
    if (row && row.ended_at === null) await end(tx, row, { state: 'failed', failure }, { outcome: 'failed', failure })
    return { outcome: 'failed', detail: failure }
  })
