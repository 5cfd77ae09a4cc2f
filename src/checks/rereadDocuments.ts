import { readBytes } from '#src/documents/openDocument.ts'
import { listReadSince, type DocumentRow } from '#src/documents/documents.sql.ts'
import { replaceReading } from '#src/documents/replaceReading.ts'
import { stopwatch } from '#src/platform/clock.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { readDocument, type DocumentType } from '#src/platform/ocr.ts'
import { codeOf } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import type { Verdict } from './check.ts'
import { checkDossier } from './checkDossier.ts'
import { findFinding, forgetUnderstanding, listChecks } from './checks.sql.ts'

/**
 * One verdict that is no longer, or would no longer be, what it was; null: the check did not apply. `check` 'overall' is the piece's own.
 */
export type VerdictChange = { documentId: string; merchantId: string; check: string; before: Verdict | null; after: Verdict | null }
export type Rereading = { read: number; failed: { documentId: string; code: string }[]; changes: VerdictChange[] }

type Options = {
  since: Date
  /** Reads the file again, pictures by OCR; else understands anew what was read before. */
  readsFiles: boolean
  say?: (done: number) => void
}

const verdictsOf = async (tx: Tx, documentId: string): Promise<Map<string, Verdict>> => {
  const [finding, checks] = await Promise.all([findFinding(tx.db, documentId), listChecks(tx.db, documentId)])
  const all = checks.map(({ check_id, verdict }): [string, Verdict] => [check_id, verdict])
  return new Map(finding ? [['overall', finding.verdict], ...all] : all)
}

const changesOf = (piece: DocumentRow, before: Map<string, Verdict>, after: Map<string, Verdict>): VerdictChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((check) => ({
      documentId: piece.id,
      merchantId: piece.merchant_id,
      check,
      before: before.get(check) ?? null,
      after: after.get(check) ?? null,
    }))
    .filter((one) => one.before !== one.after)

const rereadOne = async (ctx: Ctx, piece: DocumentRow, { readsFiles }: Options): Promise<VerdictChange[]> => {
  // The long part stands outside any transaction.
  const reading = readsFiles ? await readDocument({ bytes: await readBytes(ctx, piece), type: piece.type as DocumentType }) : null
  return unit(ctx, async (tx) => {
    const before = await verdictsOf(tx, piece.id)
    if (reading) await replaceReading(tx, piece, reading)
    // Also what was just read again: the instant alone would not tell it from the reading before, within one millisecond.
    await forgetUnderstanding(tx.db, piece.id)
    await checkDossier(tx, piece.dossier_id, piece.id)
    const changes = changesOf(piece, before, await verdictsOf(tx, piece.id))
    await record(tx, 'document.reconsidered_by_program', {
      subject: piece.id,
      merchantId: piece.merchant_id,
      data: { changes: changes.length, readsFiles },
    })
    return changes
  })
}

const batch = 100

/**
 * When reading or checks improve: every piece received since then and still counting is read, understood and checked anew; what would
 * change is told, and kept unless the context is a dry run. What people decided is never touched. A file that fails is named and left.
 */
export const rereadDocuments = async (ctx: Ctx, options: Options): Promise<Rereading> => {
  const report: Rereading = { read: 0, failed: [], changes: [] }
  const elapsed = stopwatch()
  for (let after = '', rows: DocumentRow[] = [];; after = rows.at(-1)!.id) {
    rows = await listReadSince(ctx.db, options.since, after, batch)
    for (const piece of rows) {
      try {
        report.changes.push(...(await rereadOne({ ...ctx, now: new Date(ctx.now.getTime() + elapsed()) }, piece, options)))
        report.read++
      } catch (error) {
        report.failed.push({ documentId: piece.id, code: codeOf(error) })
      }
      options.say?.(report.read + report.failed.length)
    }
    if (rows.length < batch) return report
  }
}
