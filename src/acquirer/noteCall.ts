import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { Act, Said } from './acquirer.ts'
import { closeCall, countTry, insertCall, reviseCall, setLookAgain, type CallRow } from './calls.sql.ts'

export type Question = {
  act: Act
  merchantId: string
  mode: 'test' | 'live'
  paymentId: string
  refundId?: string
  amountCents: number
  currency: string
}

/**
 * Written before the question is put, in the change that calls for it: a process that dies in between leaves it to be asked about. Answers
 * its id.
 */
export const noteCall = async (
  tx: Tx,
  { act, merchantId, mode, paymentId, refundId, amountCents, currency }: Question,
): Promise<string> => {
  const id = newId('acqc', tx.now)
  await insertCall(tx.db, {
    id,
    act,
    merchant_id: merchantId,
    mode,
    payment_id: paymentId,
    refund_id: refundId ?? null,
    amount_cents: amountCents,
    currency,
    asked_at: tx.now,
  })
  return id
}

/**
 * The call, now answered; null where it had its answer before: whatever is said twice, or late, changes nothing. Lock the payment first.
 */
export const noteAnswer = (
  tx: Tx,
  callId: string,
  { response, reference }: Pick<Said, 'response' | 'reference'>,
): Promise<CallRow | null> => closeCall(tx.db, callId, { response, reference, at: tx.now })

/** As long as an authorisation lives: what has not come by then can no longer hold a payer's money. */
const watched = 7 * 24 * 3_600_000

/** Given up, it is looked for again: soon, then after twice the time each time, and a last time when an authorisation is over. */
export const noteGivenUp = (tx: Tx, { id, asked_at: askedAt }: Pick<CallRow, 'id' | 'asked_at'>): Promise<void> => {
  const [asked, now] = [askedAt.getTime(), tx.now.getTime()]
  const next = Math.min(now + (now - asked), asked + watched)
  return setLookAgain(tx.db, id, next > now ? new Date(next) : null)
}

/** What was given up came after all. Null where that was taken before. Lock the payment first. */
export const noteLateAnswer = (
  tx: Tx,
  callId: string,
  { response, reference }: Pick<Said, 'response' | 'reference'>,
): Promise<CallRow | null> => reviseCall(tx.db, callId, { response, reference, at: tx.now })

/** Asked, and nothing came back: it will be asked about. */
export const noteSilence = (tx: Tx, callId: string): Promise<void> => countTry(tx.db, callId)
