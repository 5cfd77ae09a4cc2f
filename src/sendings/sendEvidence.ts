import { acquirer } from '#src/acquirer/gateway.ts'
import { putEvidence } from '#src/acquirer/putQuestion.ts'
import type { EvidenceSaid, RepresentCall } from '#src/acquirer/acquirer.ts'
import { findAnyDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isDryRun, unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import { readEvidenceFile } from '#src/resolutions/openFiles.ts'
import { isRinging } from './sending.ts'
import { findOnTheirWay, type SendingRow } from './sendings.sql.ts'
import { alarmOfSending, dropSending, noteNoAnswer, takeSendingAnswer } from './takeSendingAnswer.ts'

const callOf = async (
  ctx: Ctx,
  { id, file_id: fileId }: SendingRow,
  { report_key: dispute, network }: DisputeRow,
): Promise<RepresentCall> => {
  const { row, bytes } = await readEvidenceFile(ctx.db, fileId)
  return { callId: id, dispute, network, file: bytes, sha256: row.sha256, pageCount: row.page_count, at: ctx.now }
}

/** Of a dispute that is over nothing is sent any more: what was put before is asked about, and else dropped. Undefined: not known. */
const askAboutOver = async (row: SendingRow): Promise<EvidenceSaid | null | undefined> =>
  row.state === 'noted' ? null : acquirer().inquireEvidence(row.id).catch(() => undefined)

const sendOver = async (ctx: Ctx, row: SendingRow): Promise<'done' | 'skipped'> => {
  const said = await askAboutOver(row)
  await unit(ctx, (tx) => (said ? takeSendingAnswer(tx, row, said) : said === null ? dropSending(tx, row) : noteNoAnswer(tx, row)))
  return said === undefined ? 'skipped' : 'done'
}

/** No transaction is open while the acquirer reads; its answer is taken in one of its own, once. */
const sendOne = async (ctx: Ctx, row: SendingRow, dispute: DisputeRow): Promise<'done' | 'skipped'> => {
  if (row.ask_at > ctx.now) return 'skipped'
  if (dispute.closed_at !== null) return sendOver(ctx, row)
  const said = await putEvidence(await callOf(ctx, row, dispute), row.state === 'unknown')
  await unit(ctx, (tx) => (said ? takeSendingAnswer(tx, row, said) : noteNoAnswer(tx, row)))
  return said ? 'done' : 'skipped'
}

const takeOne = async (ctx: Ctx, row: SendingRow): Promise<'done' | 'skipped'> => {
  const dispute = await findAnyDispute(ctx.db, row.dispute_id)
  if (!dispute) throw notFound()
  const outcome = isDryRun(ctx) ? 'skipped' : await sendOne(ctx, row, dispute) // what was sent cannot be rolled back
  if (outcome === 'skipped' && row.alarmed_at === null && dispute.closed_at === null && isRinging(row.state, dispute.due_on, ctx.now))
    await unit(ctx, (tx) => alarmOfSending(tx, row, dispute.due_on))
  return outcome
}

const tryOne = async (ctx: Ctx, row: SendingRow): Promise<Touched> => {
  try {
    return { subject: row.id, outcome: await takeOne(ctx, row), detail: null }
  } catch (error) {
    log.error({ subject: row.id, code: codeOf(error) }, 'an evidence file could not be sent')
    return { subject: row.id, outcome: 'failed', detail: codeOf(error) }
  }
}

const batch = 50

/**
 * Sends what was decided, and asks what became of everything that has no answer, under the same id: the acquirer does it once. A dry run
 * sends nothing and names what is on its way. From the day before the network's last one, what is not acknowledged rings.
 */
export const sendEvidence = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  let after: SendingRow | null = null
  for (;;) {
    const rows: SendingRow[] = await findOnTheirWay(ctx.db, after, batch)
    for (const row of rows)
      if (!isStopping()) {
        const touched = await tryOne(ctx, row)
        report[touched.outcome]++
        report.touched.push(touched)
      }
    if (rows.length < batch || isStopping()) return report
    after = rows.at(-1) as SendingRow
  }
}
