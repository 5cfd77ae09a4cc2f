import type { Told } from '#src/bank/bankMessages.ts'
import { isPutRight } from '#src/corrections/corrections.sql.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { changeAnswer, findHealable, insertAnswer, isAnswered, lockAnswerSaid, type AnswerRow, type Words } from './answers.sql.ts'
import { answerKey, cutWords } from './bankAnswer.ts'
import { failPayout, payPayout, returnPayout } from './movePayout.ts'
import { payoutIdOf } from './payout.ts'
import { lockPayout, type PayoutRow } from './payouts.sql.ts'

type Broken = 'unknown_reference' | 'amount_differs' | 'currency_differs' | 'wrong_state'

/** What comes back had left, also where the word of it never came. */
const expected = { executed: ['sent'], rejected: ['sent'], returned: ['sent', 'paid'] }

const fault = ({ said, amountCents, currency }: Told, payout: PayoutRow | null): Broken | null => {
  if (!payout) return 'unknown_reference'
  if (currency !== null && currency !== payout.currency) return 'currency_differs'
  if (amountCents !== null && amountCents !== payout.amount_cents) return 'amount_differs'
  return expected[said].includes(payout.state) ? null : 'wrong_state'
}

const apply = async (tx: Tx, { said, reason, on }: Told, payout: PayoutRow): Promise<void> => {
  if (said === 'executed') return void (await payPayout(tx, payout, on))
  if (said === 'rejected') return failPayout(tx, payout, reason ?? 'NARR')
  await returnPayout(tx, payout.state === 'sent' ? await payPayout(tx, payout, null) : payout, reason ?? 'NARR')
}

/** As it is kept, and known again by. */
export const wordsOf = ({ said, endToEndId, amountCents, currency }: Told): Words => ({
  said,
  endToEndId: answerKey(endToEndId),
  amountCents,
  currency: cutWords(currency, 3),
})

const note = (
  tx: Tx,
  event: 'broken' | 'matched' | 'healed',
  id: string,
  { said }: Told,
  payout: PayoutRow | null,
  facts: Record<string, string>,
): Promise<unknown> =>
  record(tx, `bank_answer.${event}`, {
    subject: id,
    merchantId: payout?.merchant_id ?? null,
    data: { said, payoutId: payout?.id ?? null, ...facts },
  })

const keep = async (tx: Tx, told: Told, words: Words, payout: PayoutRow | null, broken: Broken | null): Promise<boolean> => {
  const id = newId('bans', tx.now)
  const { said, endToEndId, amountCents, currency } = words
  const isNew = await insertAnswer(tx.db, {
    id,
    said,
    end_to_end_id: endToEndId,
    amount_cents: amountCents,
    currency,
    reason: cutWords(told.reason, 8),
    bank_on: told.on,
    payout_id: payout?.id ?? null,
    outcome: broken ? 'broken' : 'matched',
    broken,
    read_at: tx.now,
  })
  if (isNew) await note(tx, broken ? 'broken' : 'matched', id, told, payout, broken ? { reason: broken } : {})
  return isNew
}

/** It fits now: the break closes itself. */
const heal = async (tx: Tx, kept: AnswerRow, told: Told, payout: PayoutRow | null): Promise<boolean> => {
  await changeAnswer(tx.db, kept.id, { outcome: 'matched', broken: null, healed_at: tx.now })
  await note(tx, 'healed', kept.id, told, payout, { was: kept.broken ?? '' })
  return true
}

/**
 * One thing that the bank said of one transfer, in a unit of its own: compared with what we sent, and done once. What does not fit changes
 * nothing and waits among the breaks; said again it is judged again, until somebody has dealt with it. An answer is known by what it says:
 * a wrong amount does not use up the right one. False where nothing came of it that was not known.
 */
export const takeBankAnswer = async (tx: Tx, told: Told): Promise<boolean> => {
  const payoutId = payoutIdOf(told.endToEndId)
  const payout = isId('pout', payoutId) ? await lockPayout(tx.db, payoutId) : null
  const words = wordsOf(told)
  const kept = await lockAnswerSaid(tx.db, words)
  if (kept && (kept.outcome !== 'broken' || kept.resolved_at)) return false
  // by hand: booked once, or about to be
  if (kept && (await isPutRight(tx.db, kept.id))) return false
  const broken = fault(told, payout)
  if (kept && broken) return false
  // executed on our account, then on the payee's: the same in other words
  if (broken === 'wrong_state' && (await isAnswered(tx.db, words))) return false
  const isNew = await (kept ? heal(tx, kept, told, payout) : keep(tx, told, words, payout, broken))
  if (isNew && !broken && payout) await apply(tx, { ...told, reason: cutWords(told.reason, 8) }, payout)
  return isNew
}

/** What was kept of an answer, told once more. */
const tellAgain = ({ said, end_to_end_id: endToEndId, amount_cents: amountCents, currency, reason, bank_on: on }: AnswerRow): Told => ({
  said: said as Told['said'],
  endToEndId,
  amountCents,
  currency,
  reason,
  on,
})

/** Answers that came before the transfer awaited them, judged by what we know now. What fits is done, once. */
export const healAnswers = (ctx: Ctx): Promise<Report> =>
  sweep<AnswerRow>(ctx, {
    find: ({ db }, after, limit) => findHealable(db, after, limit),
    subject: ({ id }) => id,
    each: async (tx, row) => ((await takeBankAnswer(tx, tellAgain(row))) ? 'done' : 'skipped'),
  })
