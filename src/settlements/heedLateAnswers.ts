import { findGivenUp, type CallRow } from '#src/acquirer/calls.sql.ts'
import { acquirer } from '#src/acquirer/gateway.ts'
import { noteGivenUp } from '#src/acquirer/noteCall.ts'
import { takeLateAnswer } from '#src/payments/takeLateAnswer.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'

const most = 200

/** Still unheard of, or the acquirer does not answer: it is looked for again later. */
const lookFor = async (ctx: Ctx, call: CallRow): Promise<'done' | 'skipped'> => {
  const said = await acquirer().inquire(call.id).catch(() => null)
  await unit(ctx, (tx) => (said ? takeLateAnswer(tx, call.payment_id, call.id, said) : noteGivenUp(tx, call)))
  return said ? 'done' : 'skipped'
}

/**
 * Authorisations and debits that were given up as never heard of, and that a bank may still carry out: whichever turns up is canceled
 * there. No transaction is open while the acquirer thinks.
 */
export const heedLateAnswers = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (const call of await findGivenUp(ctx.db, ctx.now, most)) {
    if (isStopping()) return report
    const { outcome, detail } = await lookFor(ctx, call).then(
      (done) => ({ outcome: done, detail: null }),
      (error: unknown) => ({ outcome: 'failed' as const, detail: codeOf(error) }),
    )
    if (outcome === 'failed') log.error({ subject: call.id, code: detail }, 'a question that was given up could not be looked for')
    report[outcome]++
    report.touched.push({ subject: call.id, outcome, detail })
  }
  return report
}
