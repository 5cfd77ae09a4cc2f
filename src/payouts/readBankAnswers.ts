import { connectedBank } from '#src/bank/bankGateway.ts'
import { readBankMessage, type Told } from '#src/bank/bankMessages.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isDryRun, unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { takeBankAnswer } from './takeBankAnswer.ts'

/** Days whose messages are asked for again each time: what came late, or while we were silent, is not lost; twice read is once done. */
const daysBack = 7

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

const readDay = async (ctx: Ctx, on: string, report: Report): Promise<void> => {
  for await (const xml of connectedBank()?.messages(on) ?? []) {
    const told = readBankMessage(xml)
    if (told) await takeAll(ctx, told, report)
    else {
      report.failed++
      report.touched.push({ subject: on, outcome: 'failed', detail: 'unreadable_message' })
    }
  }
}

/** What the connected bank says of our transfers: this day's messages, and those of the week before it again. */
export const readBankAnswers = async (ctx: Ctx, days = daysBack): Promise<Report> => {
  const report = emptyReport()
  if (isDryRun(ctx)) return report // to ask the bank is to make it answer
  const today = parisDay(ctx.now)
  for (let back = days; back >= 0; back--) await readDay(ctx, addDays(today, -back), report)
  return report
}
