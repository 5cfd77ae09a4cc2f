import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { newId } from '#src/kernel/ids.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf } from '#src/platform/log.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { collectInspection } from './collectInspection.ts'
import { changePack, findPack, listWaitingPacks, lockPack, type PackRow } from './inspections.sql.ts'
import { zipInspection } from './zipInspection.ts'

const idleMs = 10 * 60_000
const dayMs = 86_400_000
/** As long as it takes to hand it over. */
const keptDays = 30

/** Ours from here; another worker that came at the same instant finds it taken. */
const begin = (ctx: Ctx, id: string): Promise<PackRow | null> =>
  unit(ctx, async (tx) => {
    const row = await lockPack(tx.db, id)
    if (!row || (row.state !== 'ordered' && !(row.state === 'building' && row.seen_at! < new Date(tx.now.getTime() - idleMs)))) return null
    await changePack(tx.db, id, { state: 'building', seen_at: tx.now, parts_done: 0, parts_total: 1 })
    await record(tx, 'inspection.begun', { subject: id, merchantId: row.merchant_id, data: { dossierId: row.dossier_id } })
    return row
  })

const noteProgress = (ctx: Ctx, id: string) => (done: number, total: number): Promise<void> =>
  unit(ctx, async (tx) => void (await changePack(tx.db, id, { parts_done: done, parts_total: total, seen_at: tx.now })))

type Made = { zip: Buffer; events: number; files: number }

/** Sealed under the merchant's own key: with it goes every copy of his file. */
const keep = async (
  tx: Tx,
  { id, merchant_id: merchantId, dossier_id: dossierId }: PackRow,
  { zip, events, files }: Made,
): Promise<void> => {
  const key = await findMerchantKey(tx.db, merchantId)
  if ((await lockPack(tx.db, id))?.state !== 'building' || !key) return
  const storageKey = `${newId('insp', tx.now)}.zip`
  tx.onRollback(async (db) => {
    if ((await findPack(db, id))?.storage_key !== storageKey) await removeFile(storageKey)
  })
  await putFile(storageKey, key, zip)
  await changePack(tx.db, id, {
    state: 'ready',
    paper: null,
    ready_at: tx.now,
    expires_at: new Date(tx.now.getTime() + keptDays * dayMs),
    storage_key: storageKey,
    sha256: sha256(zip),
    byte_count: zip.length,
    event_count: events,
    file_count: files,
  })
  await record(tx, 'inspection.built', {
    subject: id,
    merchantId,
    data: { dossierId, events, files, byteCount: zip.length, sha256: sha256(zip).toString('hex') },
  })
}

const fail = (ctx: Ctx, { id, merchant_id: merchantId, dossier_id: dossierId }: PackRow, failure: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await changePack(tx.db, id, { state: 'failed', failure, paper: null })
    await record(tx, 'inspection.failed', { subject: id, merchantId, data: { dossierId, failure } })
  })

const build = async (ctx: Ctx, row: PackRow): Promise<void> => {
  const contents = await collectInspection(ctx, row, noteProgress(ctx, row.id))
  const zip = await zipInspection(contents, ctx.now)
  await unit(ctx, (tx) => keep(tx, row, { zip, events: contents.proof.events.length, files: contents.files.length }))
}

/**
 * Makes what was ordered, one after the other, once what waits is sealed; what cannot be made says so and can be ordered again. A trial
 * makes none.
 */
export const buildInspections = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const waiting = isDryRun(ctx) ? [] : await listWaitingPacks(ctx.db, new Date(ctx.now.getTime() - idleMs), 20)
  if (waiting.length > 0) await sealAuditTrail(ctx)
  for (const { id } of waiting) {
    const row = await begin(ctx, id)
    if (!row) {
      report.skipped++
      continue
    }
    const failure = await build(ctx, row).then(() => null, (error: unknown) => codeOf(error))
    if (failure) await fail(ctx, row, failure)
    report[failure ? 'failed' : 'done']++
    report.touched.push({ subject: id, outcome: failure ? 'failed' : 'done', detail: failure })
  }
  return report
}
