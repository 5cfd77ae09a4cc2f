import type { Told } from '#src/bank/bankMessages.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { insertAnswer, isAnswerRead } from './answers.sql.ts'
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

/**
 * One thing that the bank said of one transfer, in a unit of its own: compared with what we sent, and done once. What does not fit changes
 * nothing and waits among the breaks. False where it was read before.
 */
export const takeBankAnswer = async (tx: Tx, told: Told): Promise<boolean> => {
  const payoutId = payoutIdOf(told.endToEndId)
  const payout = isId('pout', payoutId) ? await lockPayout(tx.db, payoutId) : null
  const endToEnd = answerKey(told.endToEndId)
  if (await isAnswerRead(tx.db, told.said, endToEnd)) return false
  const broken = fault(told, payout)
  const id = newId('bans', tx.now)
  const isNew = await insertAnswer(tx.db, {
    id, said: told.said, end_to_end_id: endToEnd, amount_cents: told.amountCents, currency: cutWords(told.currency, 3), reason: cutWords(told.reason, 8), bank_on: told.on, payout_id: payout?.id ?? null,
    outcome: broken ? 'broken' : 'matched', broken, read_at: tx.now,
  })
  if (!isNew) return false
  await record(tx, broken ? 'bank_answer.broken' : 'bank_answer.matched', { subject: id, merchantId: payout?.merchant_id ?? null, data: { said: told.said, payoutId: payout?.id ?? null, ...(broken ? { reason: broken } : {}) } })
  if (!broken && payout) await apply(tx, { ...told, reason: cutWords(told.reason, 8) }, payout)
  return true
}
