import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fetchFile, type Fetched } from '#src/platform/fetchFile.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import { mostBytes } from './formats/archive.ts'
import { importList, refuseList } from './importList.ts'
import { addressesOf } from './watchlist.ts'
import { listWatchlists, updateWatchlist, type ListRow } from './watchlists.sql.ts'

const timeoutMs = 120_000

/** One address answers with its ETag; a set of files is always fetched whole. */
const fetchAll = (addresses: readonly string[], etag: string | null): Promise<Fetched[]> =>
  Promise.all(addresses.map((address) => fetchFile(address, { mostBytes, timeoutMs, etag: addresses.length === 1 ? etag : null })))

const noteSame = async (ctx: Ctx, { code }: ListRow): Promise<void> => unit(ctx, async (tx) => void (await updateWatchlist(tx.db, code, { checked_at: tx.now })))

const fetchOne = async (ctx: Ctx, list: ListRow): Promise<Omit<Touched, 'subject'>> => {
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
  return done.outcome === 'refused' ? { outcome: 'failed', detail: done.fault } : { outcome: done.outcome === 'imported' ? 'done' : 'skipped', detail: done.outcome === 'imported' ? `+${done.added} ~${done.changed} -${done.removed}` : 'unchanged' }
}

const touch = async (ctx: Ctx, list: ListRow): Promise<Touched> => {
  try {
    return { subject: list.code, ...(await fetchOne(ctx, list)) }
  } catch (error) {
    log.error({ subject: list.code, code: codeOf(error) }, 'a list could not be fetched')
    return { subject: list.code, outcome: 'failed', detail: codeOf(error) }
  }
}

/** Looks for newer versions of the lists that have an address (SAN-05), one after the other, each in its own transaction. Says so where none has one. */
export const fetchLists = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const lists = (await listWatchlists(ctx.db)).filter((list) => list.is_enabled && list.fetch_address !== null)
  if (lists.length === 0) return { ...report, skipped: 1, touched: [{ subject: 'watchlists', outcome: 'skipped', detail: 'no_address' }] }
  for (const list of lists) {
    if (isStopping()) break
    const touched = await touch(ctx, list)
    report[touched.outcome]++
    report.touched.push(touched)
    noteTouched(ctx, touched)
  }
  return report
}
