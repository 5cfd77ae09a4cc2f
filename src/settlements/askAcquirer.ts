import { findOpenCalls, findReference, type CallRow } from '#src/acquirer/calls.sql.ts'
import type { Said } from '#src/acquirer/acquirer.ts'
import { acquirer } from '#src/acquirer/gateway.ts'
import { noteAnswer, noteGivenUp, noteSilence } from '#src/acquirer/noteCall.ts'
import { putQuestion } from '#src/acquirer/putQuestion.ts'
import { neverArrived, takeAnswer } from '#src/payments/takeAnswer.ts'
import { takeCaptureAnswer } from '#src/payments/takeCaptureAnswer.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { takeRefundAnswer } from '#src/refunds/moveRefund.ts'
import { heedLateAnswers } from './heedLateAnswers.ts'

/** Whoever asked waits ten seconds for the answer, and asks twice: younger questions are in his hands. */
const youngest = 60_000
/** Not heard of by then, a question is lost: nothing is on its way for so long. */
const lostAfter = 5 * 60_000

const following = new Set(['capture', 'cancel', 'refund'])

/** Captures, cancels and refunds are asked again under the same id, which the acquirer does once. */
const askAgain = async (ctx: Ctx, call: CallRow): Promise<Said | null> => {
  const original = await findReference(ctx.db, call.payment_id)
  const act = call.act as 'capture' | 'cancel' | 'refund'
  return original === null
    ? null
    : putQuestion(
      call.id,
      (to) => to[act]({ callId: call.id, amountCents: call.amount_cents, currency: call.currency, at: ctx.now, original }),
    )
}

/**
 * An authorisation is only asked about: the verification code is gone, and a payer who was told nothing may have paid another way. Where
 * the acquirer has not heard of it for long enough, nothing was charged, and the payment fails.
 */
const askAbout = async (ctx: Ctx, call: CallRow): Promise<Said | null> => {
  const said = await acquirer().inquire(call.id).catch(() => undefined)
  if (said) return said
  const isLost = said === null && ctx.now.getTime() - call.asked_at.getTime() >= lostAfter
  return isLost ? lost(call) : null
}

/** Under our own id: no bank knows it by another. */
const lost = ({ id }: CallRow): Said => ({ response: neverArrived, reference: id, isCaptured: false, dispute: null })

const take = async (tx: Tx, call: CallRow, said: Said): Promise<void> => {
  const { act, id, payment_id: paymentId, refund_id: refundId } = call
  if (act === 'capture') return takeCaptureAnswer(tx, paymentId, id, said)
  if (act === 'refund' && refundId) return takeRefundAnswer(tx, refundId, paymentId, id, said)
  if (act === 'cancel') return void (await noteAnswer(tx, id, said))
  await takeAnswer(tx, paymentId, id, said)
  if (said.reference === id) await noteGivenUp(tx, call)
}

const askOne = async (ctx: Ctx, call: CallRow): Promise<'done' | 'skipped'> => {
  const said = following.has(call.act) ? await askAgain(ctx, call) : await askAbout(ctx, call)
  await unit(ctx, (tx) => (said ? take(tx, call, said) : noteSilence(tx, call.id)))
  return said ? 'done' : 'skipped'
}

const tryOne = async (ctx: Ctx, call: CallRow, report: Report): Promise<void> => {
  const result = await askOne(ctx, call).then(
    (outcome) => ({ outcome, detail: null }),
    (error: unknown) => ({ outcome: 'failed' as const, detail: codeOf(error) }),
  )
  if (result.outcome === 'failed') log.error({ subject: call.id, code: result.detail }, 'a question to the acquirer could not be cleared')
  report[result.outcome]++
  report.touched.push({ subject: call.id, ...result })
}

const batch = 200

/**
 * Puts what was noted and not put (captures, cancels, refunds), and asks what became of everything that has no answer. No transaction is
 * open while the acquirer thinks; each answer is taken in one of its own, once. What was given up before is looked for first.
 */
export const askAcquirer = async (ctx: Ctx): Promise<Report> => {
  if (isDryRun(ctx)) return emptyReport() // a question cannot be rolled back
  const report = await heedLateAnswers(ctx)
  let after: CallRow | null = null
  for (;;) {
    const calls: CallRow[] = await findOpenCalls(ctx.db, ctx.now, after, batch)
    const due = calls.filter((call) => following.has(call.act) || ctx.now.getTime() - call.asked_at.getTime() >= youngest)
    for (const call of due) if (!isStopping()) await tryOne(ctx, call, report)
    if (calls.length < batch || isStopping()) return report
    after = calls.at(-1) as CallRow
  }
}
