import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { isTooLate, tooLate } from './accountCheck.ts'
import { claimCheck, findWaitingChecks, saveAnswer, saveCheckError, type CheckRow, type WaitingCheck } from './accountChecks.sql.ts'
import { readIban } from './vault.ts'
import { bankGateway } from './bankGateway.ts'
import { findMandates } from './mandates.sql.ts'

const verify = async (tx: Tx, { id, mandate_id: mandateId, asked_name: name, asked_born_on: bornOn }: CheckRow) => {
  const mandate = (await findMandates(tx.db, [mandateId])).get(mandateId)!
  return bankGateway().verify({ id, iban: await readIban(tx.db, mandate), name, bornOn })
}

const giveUp = async (tx: Tx, { id, merchant_id: merchantId, mode }: CheckRow): Promise<'done'> => {
  await saveCheckError(tx.db, id, tooLate, tx.now)
  await record(tx, 'account_check.failed', { subject: id, merchantId, data: { mode, response: tooLate } })
  return 'done'
}

/** Held by its lock while the bank is asked; a bank that cannot be reached leaves it for the next run. */
const answerOne = async (tx: Tx, waiting: WaitingCheck): Promise<'done' | 'skipped'> => {
  const check = await claimCheck(tx.db, waiting.id)
  if (!check) return 'skipped'
  if (isTooLate(check.sent_at, tx.now)) return giveUp(tx, check)
  const answer = await verify(tx, check)
  if (!answer) return 'skipped'
  await saveAnswer(tx.db, check.id, answer, tx.now)
  const { response, nameScore, isBirthDateRight, isIbanValid } = answer
  await record(tx, 'account_check.answered', {
    subject: check.id,
    merchantId: check.merchant_id,
    data: { mode: check.mode, response, nameScore, isBirthDateRight, isIbanValid },
  })
  return 'done'
}

/**
 * Takes in what banks answered to account verifications. Rung as soon as one is asked; the schedule heals a lost ring and a silent bank.
 */
export const answerAccountChecks = (ctx: Ctx): Promise<Report> =>
  sweep<WaitingCheck>(ctx, {
    find: ({ db }, after, limit) => findWaitingChecks(db, after, limit),
    subject: ({ id }) => id,
    each: answerOne,
  })
