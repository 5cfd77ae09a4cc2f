import { connectedBank } from '#src/bank/bankGateway.ts'
import { readBankMessage, type Told } from '#src/bank/bankMessages.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isDryRun, unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { readDays } from '#src/platform/readDays.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, mergeReports, type Report } from '#src/platform/sweep.ts'
import { findUnreadDays, insertMessageDay } from './answers.sql.ts'
import { healAnswers, takeBankAnswer } from './takeBankAnswer.ts'

/** Days whose messages are asked for again each time: what came late, or while we were silent, is not lost; twice read is once done. */
const daysAgain = 7

const takeOne = async (ctx: Ctx, told: Told, report: Report): Promise<void> => {
  try {
    const isNew = await unit(ctx, (tx) => takeBankAnswer(tx, told))
    report[isNew ? 'done' : 'skipped']++
    if (isNew) report.touched.push({ subject: told.endToEndId.slice(0, 64), outcome: 'done', detail: told.said })
  } catch (error) {
    log.error({ code: codeOf(error) }, 'an answer of the bank could not be taken')
    report.failed++
    report.touched.push({ subject: told.endToEndId.slice(0, 64), outcome: 'failed', detail: codeOf(error) })
  }
}

const takeAll = async (ctx: Ctx, told: readonly Told[], report: Report): Promise<void> => {
  for (const one of told) if (!isStopping()) await takeOne(ctx, one, report)
}

/** A document that somebody hands in: pain.002 or camt.054. 422 where it is neither. */
export const readBankFile = async (ctx: Ctx, xml: string): Promise<Report> => {
  const told = readBankMessage(xml)
  if (!told) throw invalid({ file: 'payouts:bank.unreadable' })
  const report = emptyReport()
  await takeAll(ctx, told, report)
  return report
}

/** True where they were read to their end: a document that does not read does so no better another day. */
const readDay = async (ctx: Ctx, on: Day, report: Report): Promise<boolean> => {
  const before = report.failed
  let unreadable = 0
  for await (const xml of connectedBank()?.messages(on) ?? []) {
    const told = readBankMessage(xml)
    if (told) await takeAll(ctx, told, report)
    else {
      unreadable++
      report.failed++
      report.touched.push({ subject: on, outcome: 'failed', detail: 'unreadable_message' })
    }
  }
  return report.failed - before === unreadable && !isStopping()
}

/** Of today more may come. */
const noteDay = (ctx: Ctx, on: Day): Promise<void> =>
  unit(ctx, async (tx) => {
    if (on < parisDay(tx.now) && (await insertMessageDay(tx.db, on, tx.now)))
      await record(tx, 'bank_answer.day_read', { subject: on, data: { on } })
  })

/**
 * What the connected bank says of our transfers: this day's messages, those of the week before it again, and those of every day since that
 * was not read to its end, so that no silence loses one; a day that cannot be read stops no other. Then what came before its transfer
 * awaited it is judged again.
 */
export const readBankAnswers = async (ctx: Ctx, again = daysAgain): Promise<Report> => {
  const report = emptyReport()
  if (isDryRun(ctx)) return report // to ask the bank is to make it answer
  const today = parisDay(ctx.now)
  if (connectedBank())
    await readDays(ctx, report, {
      again,
      unread: [...(await findUnreadDays(ctx.db, today)), today],
      read: (on) => readDay(ctx, on, report),
      note: (on) => noteDay(ctx, on),
    })
  return mergeReports(report, await healAnswers(ctx))
}
