import type { AuthorizeCall, DebitCall } from '#src/acquirer/acquirer.ts'
import { noteSilence } from '#src/acquirer/noteCall.ts'
import { putQuestion } from '#src/acquirer/putQuestion.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { takeAnswer } from './takeAnswer.ts'

/** A question noted and not put yet. Card number, account and verification code live in it for as long as it takes to ask. */
export type Charge = { paymentId: string; question: AuthorizeCall | DebitCall }

const isCard = (question: Charge['question']): question is AuthorizeCall => question.instrument.kind === 'card'

/**
 * Asks the bank, outside any transaction, and takes its answer in one. Where none comes the payment stays `authorizing`: nothing is
 * guessed.
 */
export const chargePayment = async (ctx: Ctx, { paymentId, question }: Charge): Promise<void> => {
  const { callId } = question
  const said = await putQuestion(callId, (to) => (isCard(question) ? to.authorize(question) : to.debit(question)))
  await unit(ctx, async (tx) => (said ? void (await takeAnswer(tx, paymentId, callId, said)) : noteSilence(tx, callId)))
}
