import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fetchFile, type Fetched } from '#src/platform/fetchFile.ts'
import type { Touched } from '#src/platform/sweep.ts'
import { mostBytes } from './formats/archive.ts'
import { importList, refuseList } from './importList.ts'
import { addressesOf } from './watchlist.ts'
import { updateWatchlist, type ListRow } from './watchlists.sql.ts'

const timeoutMs = 120_000

/** One address answers with its ETag; a set of files is always fetched whole. */
const fetchAll = (addresses: readonly string[], etag: string | null): Promise<Fetched[]> =>
  Promise.all(addresses.map((address) => fetchFile(address, { mostBytes, timeoutMs, etag: addresses.length === 1 ? etag : null })))

const noteSame = async (ctx: Ctx, { code }: ListRow): Promise<void> =>
  unit(ctx, async (tx) => void (await updateWatchlist(tx.db, code, { checked_at: tx.now })))

export type FetchEnd = Omit<Touched, 'subject'>

/** One list from its addresses to its new version; what could not be fetched is kept as a refusal. The list has an address. */
export const fetchList = async (ctx: Ctx, list: ListRow): Promise<FetchEnd> => {
  const found = await fetchAll(addressesOf(list.fetch_address), list.fetch_etag)
  const failed = found.find((one) => one.kind === 'failed')
  if (failed) {
    await refuseList(ctx, list.code, 'fetch', 'unreachable', { why: failed.why })
    return { outcome: 'failed', detail: failed.why }
  }
  const files = found.filter((one) => one.kind === 'file')
  if (files.length === 0) {
    await noteSame(ctx, list)
    return { outcome: 'skipped', detail: 'unchanged' }
  }
  const done = await importList(ctx, { list: list.code, files, origin: 'fetch', etag: files.length === 1 ? files[0]!.etag : null })
  return done.outcome === 'refused'
    ? { outcome: 'failed', detail: done.fault }
    : {
      outcome: done.outcome === 'imported' ? 'done' : 'skipped',
      detail: done.outcome === 'imported' ? `+${done.added} ~${done.changed} -${done.removed}` : 'unchanged',
    }
}
