import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { hideDisputesOf } from '#src/disputes/hideDisputes.ts'
import { lockCase, type FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { markPayments } from '#src/fraud/markPayments.ts'
import { chargeReserve } from '#src/holds/chargeReserve.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { postAll } from '#src/ledger/post.ts'
import { reverseEvent } from '#src/ledger/reverseEvent.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { cancelPayment } from '#src/payments/cancelPayment.ts'
import { hidePayments } from '#src/payments/hidePayments.ts'
import { lockAnyPayment } from '#src/payments/payments.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { hideRefundsOf, returnFrauds } from '#src/refunds/returnFrauds.ts'
import { entriesOf, feeKey, returnKey, type Due } from './effectEntries.ts'
import { findBearer, listDue, listFacts, listOpenDisputeIds, lockPayments, setApplied, setWaiting, type PlannedRow } from './effects.sql.ts'
import { isOther, planEffect, type Effect } from './effects.ts'

/** So many payments in one transaction: what is locked meanwhile, and what a kill in the middle undoes. */
export const effectsAtOnce = 200

/** A. Nothing was sent to the scheme: the bank lets go, and were anything booked of it, it is booked back. */
const voidThem = async (tx: Tx, caseId: string, effects: readonly Effect[]): Promise<void> => {
  for (const { paymentId } of effects.filter(({ accounting }) => accounting === 'voidable')) {
    await cancelPayment(tx, await lockAnyPayment(tx.db, paymentId))
    await reverseEvent(tx, `capture:${paymentId}`, `fraud_void:${caseId}:${paymentId}`)
  }
}

/** C. What is contested is no longer defended: the payer keeps what his bank gave him. */
const acceptDisputes = async (tx: Tx, effects: readonly Effect[]): Promise<void> => {
  const contested = effects.filter(({ acceptCents }) => acceptCents > 0).map(({ paymentId }) => paymentId)
  for (const id of contested.length > 0 ? await listOpenDisputeIds(tx.db, contested) : [])
    await settleDispute(tx, id, { wonCents: 0, cause: 'fraud' })
}

/** Fees back to the merchant and money back to the payers: one purse, one lock, one statement. */
const bookPurse = async (tx: Tx, one: FraudCaseRow, currency: string, due: readonly Due[]): Promise<void> => {
  const purse = { merchantId: one.merchant_id, book: one.mode, currency } as const
  const { availableCents, reserveCents } = await lockBalances(tx, purse)
  const entries = entriesOf({ ...purse, caseId: one.id, at: tx.now }, due, { availableCents, reserveCents })
  await postAll(tx, entries)
  await chargeReserve(tx, purse, entries)
  const first = due[0]!.effect.paymentId
  if (entries.length > 0) await recoverDebt(tx, purse, { eventKey: `debt_recovered:${one.id}:${first}`, subjectId: first })
}

const dueOf = (tx: Tx, effects: readonly Effect[]): Due[] =>
  effects.map((effect) => ({ effect, refundId: effect.returnCents > 0 ? newId('refd', tx.now) : null }))

const keysOf = (caseId: string, { effect, refundId }: Due): string[] => [
  ...(effect.feeCents + effect.disputeFeeCents > 0 ? [feeKey(caseId, effect.paymentId)] : []),
  ...(refundId ? [returnKey(refundId)] : []),
]

const post = async (tx: Tx, one: FraudCaseRow, due: readonly Due[]): Promise<void> => {
  const effects = due.map(({ effect }) => effect)
  const ids = effects.map(({ paymentId }) => paymentId)
  await voidThem(tx, one.id, effects)
  await acceptDisputes(tx, effects)
  await returnFrauds(
    tx,
    { merchantId: one.merchant_id, mode: one.mode },
    due.flatMap((
      { effect, refundId: id },
    ) => (id ? [{ id, paymentId: effect.paymentId, amountCents: effect.returnCents, currency: effect.currency }] : [])),
  )
  for (const currency of [...new Set(effects.map((effect) => effect.currency))].sort())
    await bookPurse(tx, one, currency, due.filter(({ effect }) => effect.currency === currency))
  await hidePayments(tx, one.id, effects.map(({ paymentId, returnCents }) => ({ paymentId, returnedCents: returnCents })))
  await hideRefundsOf(tx, ids)
  await hideDisputesOf(tx, ids)
}

/** The facts as they are now, under lock: were they to differ from the decision's, the payer is still never paid twice. */
const planNow = async (tx: Tx, one: FraudCaseRow, planned: readonly PlannedRow[]): Promise<Effect[]> => {
  const bearer = (await findBearer(tx.db, one.id))!
  const ids = planned.map(({ paymentId }) => paymentId)
  await lockPayments(tx.db, ids)
  const effects = (await listFacts(tx.db, ids)).map((row) => planEffect(row, bearer))
  const waiting = effects.filter(({ isWaiting }) => isWaiting).map(({ paymentId }) => paymentId)
  if (waiting.length > 0) await setWaiting(tx.db, one.id, waiting)
  return effects.filter(({ isWaiting }) => !isWaiting)
}

/** How far a case has come: the last payment looked at, or null where none was left. */
export type Step = { last: string; applied: number } | null

/**
 * Applies the next effects of a case in one transaction, from after the payment `after`: posted, hidden from the merchant and noted, all or
 * none. A second time finds them done. The case's lock comes first, then the payments', then the purse's.
 */
export const applyNext = (ctx: Ctx, caseId: string, after: string, limit = effectsAtOnce): Promise<Step> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (one?.state !== 'applying') return null
    const planned = await listDue(tx.db, caseId, after, limit)
    if (planned.length === 0) return null
    const due = dueOf(tx, await planNow(tx, one, planned))
    if (due.length > 0) await post(tx, one, due)
    const before = new Map(planned.map((row) => [row.paymentId, row]))
    if (due.length > 0) {
      await setApplied(
        tx.db,
        caseId,
        tx.now,
        due.map((said) => ({
          ...said,
          entryKeys: keysOf(caseId, said),
          isRevised: isOther(before.get(said.effect.paymentId)!, said.effect),
        })),
      )
      await markPayments(tx, caseId, due.map(({ effect }) => effect.paymentId), 'fraudulent')
    }
    await record(tx, 'fraud_case.effects_applied', {
      subject: caseId,
      merchantId: one.merchant_id,
      data: { payments: due.length, waiting: planned.length - due.length },
    })
    return { last: planned.at(-1)!.paymentId, applied: due.length }
  })
