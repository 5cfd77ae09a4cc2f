import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { Act, Said } from './acquirer.ts'
import { closeCall, countTry, insertCall, type CallRow } from './calls.sql.ts'

export type Question = { act: Act; merchantId: string; mode: 'test' | 'live'; paymentId: string; refundId?: string; amountCents: number; currency: string }

/** Written before the question is put, in the change that calls for it: a process that dies in between leaves it to be asked about. Answers its id. */
export const noteCall = async (tx: Tx, { act, merchantId, mode, paymentId, refundId, amountCents, currency }: Question): Promise<string> => {
  const id = newId('acqc', tx.now)
  await insertCall(tx.db, {
    id, act, merchant_id: merchantId, mode, payment_id: paymentId, refund_id: refundId ?? null, amount_cents: amountCents, currency, asked_at: tx.now,
  })
  return id
}

/** The call, now answered; null where it had its answer before: whatever is said twice, or late, changes nothing. Lock the payment first. */
export const noteAnswer = (tx: Tx, callId: string, { response, reference }: Pick<Said, 'response' | 'reference'>): Promise<CallRow | null> =>
  closeCall(tx.db, callId, { response, reference, at: tx.now })

/** Asked, and nothing came back: it will be asked about. */
export const noteSilence = (tx: Tx, callId: string): Promise<void> => countTry(tx.db, callId)
