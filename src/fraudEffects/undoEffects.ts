import { showDisputesOf } from '#src/disputes/hideDisputes.ts'
import { lockCase, type FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { markPayments } from '#src/fraud/markPayments.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { listEntriesByKey } from '#src/ledger/entries.sql.ts'
import { reversalOf, type Entry } from '#src/ledger/entry.ts'
import { postAll } from '#src/ledger/post.ts'
import { coverOverdraft } from '#src/ledger/settleDebt.ts'
import { showPayments } from '#src/payments/hidePayments.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { recallReturn, showRefundsOf } from '#src/refunds/returnFrauds.ts'
import { effectsAtOnce, type Step } from './applyEffects.ts'
import { listStanding, lockPayments, setUndone, type StandingEffect } from './effects.sql.ts'

/** Of what gave fees back; what went to the payer has keys of its own. */
const isFee = (key: string): boolean => /^fraud_(late_)?fee:/.test(key)

/** The fees are due again: an exact mirror, on today's day; the next invoice charges them. What that leaves below zero is owed. */
const chargeAgain = async (tx: Tx, one: FraudCaseRow, standing: readonly StandingEffect[]): Promise<Map<string, string[]>> => {
  const stored = await listEntriesByKey(tx.db, standing.flatMap(({ entryKeys }) => entryKeys.filter(isFee)))
  const currencies = [...new Set(stored.map(({ currency }) => currency))].sort()
  for (const currency of currencies) await lockBalances(tx, { merchantId: one.merchant_id, book: one.mode, currency })
  const entries: Entry[] = stored.map((entry) => ({
    ...reversalOf(entry),
    eventKey: `fraud_undone:${entry.eventKey}`,
    book: entry.book,
    currency: entry.currency,
    subjectId: entry.subjectId,
    at: tx.now,
  }))
  await postAll(tx, entries)
  const first = standing[0]!.paymentId
  for (const currency of currencies)
    await coverOverdraft(tx, { merchantId: one.merchant_id, book: one.mode, currency }, {
      eventKey: `overdraft:${one.id}:${currency}:${first}`,
      subjectId: first,
    })
  const keys = new Map<string, string[]>()
  for (const { subjectId, eventKey } of entries) keys.set(subjectId, [...(keys.get(subjectId) ?? []), eventKey])
  return keys
}

/** What has not left for its payer is kept back: its entry is reversed, and it counts as refunded no more. */
const recall = async (tx: Tx, standing: readonly StandingEffect[]): Promise<Map<string, string>> => {
  const recalled = new Map<string, string>()
  for (const { paymentId, refundId, refundState } of standing)
    if (refundId && refundState === 'to_refund' && (await recallReturn(tx, refundId)))
      recalled.set(paymentId, `refund_rejected:${refundId}`)
  return recalled
}

/** Undoes the next effects of a case in one transaction: see `applyNext`. */
export const undoNext = (ctx: Ctx, caseId: string, after: string, limit = effectsAtOnce): Promise<Step> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (one?.state !== 'undoing') return null
    const standing = await listStanding(tx.db, caseId, after, limit)
    if (standing.length === 0) return null
    const ids = standing.map(({ paymentId }) => paymentId)
    await lockPayments(tx.db, ids)
    const recalled = await recall(tx, standing)
    const charged = await chargeAgain(tx, one, standing)
    await showPayments(tx, caseId, ids)
    await showRefundsOf(tx, ids)
    await showDisputesOf(tx, ids)
    await setUndone(
      tx.db,
      caseId,
      tx.now,
      ids.map((paymentId) => ({
        paymentId,
        keys: [...(charged.get(paymentId) ?? []), ...(recalled.has(paymentId) ? [recalled.get(paymentId)!] : [])],
      })),
    )
    await markPayments(tx, caseId, ids, 'released')
    await record(tx, 'fraud_case.effects_undone', {
      subject: caseId,
      merchantId: one.merchant_id,
      data: { payments: standing.length, recalled: recalled.size },
    })
    return { last: ids.at(-1)!, applied: ids.length }
  })
