import { newId } from '#src/kernel/ids.ts'
import { stopwatch } from '#src/platform/clock.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { codeOf } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { readSetting } from '#src/processing/settings.sql.ts'
import { findRequest, type RightsRow } from '#src/rights/rights.sql.ts'
import { collectContents } from './collectContents.ts'
import { changePackage, findPackage, listWaiting, lockPackage, type PackageRow } from './packages.sql.ts'
import { zipPackage } from './zipPackage.ts'

export const packageKey = (): Buffer => institutionFileKey('data-packages')
const idleMs = 10 * 60_000
const dayMs = 86_400_000
const fallbackDays = 30

/** Ours from here; another worker that came at the same instant finds it taken. */
const begin = (ctx: Ctx, id: string): Promise<PackageRow | null> =>
  unit(ctx, async (tx) => {
    const row = await lockPackage(tx.db, id)
    if (!row || (row.state !== 'ordered' && !(row.state === 'building' && row.seen_at! < new Date(tx.now.getTime() - idleMs)))) return null
    await changePackage(tx.db, id, { state: 'building', seen_at: tx.now, parts_done: 0, parts_total: 1 })
    await record(tx, 'data_package.begun', { subject: id, data: { requestId: row.request_id } })
    return row
  })

const noteProgress = (ctx: Ctx, id: string) => (done: number, total: number): Promise<void> =>
  unit(ctx, async (tx) => void (await changePackage(tx.db, id, { parts_done: done, parts_total: total, seen_at: tx.now })))

const keep = async (tx: Tx, row: PackageRow, { zip, rows, files }: { zip: Buffer; rows: number; files: number }): Promise<void> => {
  if ((await lockPackage(tx.db, row.id))?.state !== 'building') return
  const days = Number(await readSetting(tx.db, 'package_days')) || fallbackDays
  const storageKey = `${newId('pkge', tx.now)}.zip`
  tx.onRollback(async (db) => {
    if ((await findPackage(db, row.id))?.storage_key !== storageKey) await removeFile(storageKey)
  })
  await putFile(storageKey, packageKey(), zip)
  await changePackage(tx.db, row.id, {
    state: 'ready',
    ready_at: tx.now,
    expires_at: new Date(tx.now.getTime() + days * dayMs),
    storage_key: storageKey,
    sha256: sha256(zip),
    byte_count: zip.length,
    row_count: rows,
    file_count: files,
  })
  await record(tx, 'data_package.built', { subject: row.id, data: { requestId: row.request_id, rows, files, byteCount: zip.length } })
}

const fail = (ctx: Ctx, { id, request_id: requestId }: PackageRow, failure: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await changePackage(tx.db, id, { state: 'failed', failure })
    await record(tx, 'data_package.failed', { subject: id, data: { requestId, failure } })
  })

/** `elapsed`: since the run began; a copy says by when it was collected, however long those before it took. */
const build = async (ctx: Ctx, request: RightsRow, row: PackageRow, elapsed: () => number): Promise<void> => {
  const found = await collectContents(ctx, request, row, noteProgress(ctx, row.id))
  const contents = { ...found, at: new Date(ctx.now.getTime() + elapsed()) }
  const zip = await zipPackage(contents)
  const rows = contents.parts.reduce((sum, part) => sum + part.rows.length, 0)
  await unit(ctx, (tx) => keep(tx, row, { zip, rows, files: contents.pieces.length }))
}

/** Makes what was ordered, one after the other; what cannot be made says so and can be ordered again. A trial makes none. */
export const buildPackages = async (ctx: Ctx): Promise<Report> => {
  const [report, elapsed] = [emptyReport(), stopwatch()]
  for (const { id, request_id: requestId } of await listWaiting(ctx.db, new Date(ctx.now.getTime() - idleMs), 20)) {
    const row = isDryRun(ctx) ? null : await begin(ctx, id)
    const request = row && (await findRequest(ctx.db, requestId))
    if (!row || !request) {
      report.skipped++
      continue
    }
    const failure = await build(ctx, request, row, elapsed).then(() => null, (error: unknown) => codeOf(error))
    if (failure) await fail(ctx, row, failure)
    report[failure ? 'failed' : 'done']++
    report.touched.push({ subject: id, outcome: failure ? 'failed' : 'done', detail: failure })
  }
  return report
}
