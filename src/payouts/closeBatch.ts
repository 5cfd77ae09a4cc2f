import { ourDebtor } from '#src/bank/bankGateway.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { forbidden, notFound, unavailable } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeBatch, lockBatch, lockPayoutsOf, sendBatch, type BatchRow } from './batches.sql.ts'
import { failPayout } from './movePayout.ts'
import { faultsOfAccounts, withheldReason } from './payee.ts'
import { findPayees, listKept, lockMerchantsAsTheyAre } from './payees.sql.ts'
import { arrivesOn, executionDay, payoutLifecycle } from './payout.ts'
import type { PayoutRow } from './payouts.sql.ts'
import { withhold } from './withhold.ts'

const none = { amlHoldCents: 0, frozenCents: 0 }

/** Since the morning a merchant may have been suspended, held, frozen, or have named another account: his payout does not leave. */
const dropWithheld = async (tx: Tx, payouts: readonly PayoutRow[]): Promise<void> => {
  const merchantIds = [...new Set(payouts.map((one) => one.merchant_id))]
  if (merchantIds.length === 0) return
  await lockMerchantsAsTheyAre(tx.db, merchantIds)
  const [payees, kept] = [await findPayees(tx.db, merchantIds, faultsOfAccounts), await listKept(tx.db, merchantIds)]
  for (const payout of payouts) {
    const payee = payees.get(payout.merchant_id)!
    const reason = withheldReason(payee, kept.get(payout.merchant_id) ?? none, payout.is_final) ??
      (payee.account?.id === payout.account_id ? null : 'account_not_verified')
    if (!reason) continue
    await failPayout(tx, payout, 'withheld')
    await withhold(tx, payout.merchant_id, reason)
  }
}

const maySend = ({ actor }: Tx): boolean => actor.kind === 'system' || (actor.kind === 'staff' && isAllowed(actor.roles, 'payouts.send'))

/**
 * The file is final from here: who may not be paid any more is taken out, the rest counts as sent (`to_pay` → `sent`), and whatever is
 * asked of it later says the same bytes. Once: a batch that is closed is answered as it is. 404; 403; 503 `payout_debtor_unset` where the
 * settings do not say whose account is debited.
 */
export const closeBatch = (ctx: Ctx | Tx, batchId: string): Promise<BatchRow> =>
  unit(ctx, async (tx) => {
    if (!maySend(tx)) throw forbidden()
    const batch = await lockBatch(tx.db, batchId)
    if (!batch) throw notFound()
    if (batch.closed_at) return batch
    const debtor = ourDebtor()
    if (!debtor) throw unavailable('payout_debtor_unset')
    await dropWithheld(tx, await lockPayoutsOf(tx.db, batchId, 'to_pay'))
    const executeOn = executionDay(tx.now)
    const { count, cents } = await sendBatch(tx, batchId, step(payoutLifecycle, 'to_pay', 'send', tx.actor), arrivesOn(executeOn))
    await record(tx, 'payout_batch.closed', { subject: batchId, data: { payouts: count, totalCents: cents, executeOn } })
    return changeBatch(tx.db, batchId, {
      closed_at: tx.now,
      closed_by: tx.actor.id,
      execute_on: executeOn,
      payout_count: count,
      total_cents: cents,
      debtor: JSON.stringify(debtor),
    })
  })
