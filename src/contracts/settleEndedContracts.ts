import { parisDay } from '#src/kernel/calendar.ts'
import { isBankingDay } from '#src/kernel/holidays.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { balancesOf, currenciesOf, lockBalances, type Balances } from '#src/ledger/balances.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { payMerchant } from '#src/payouts/payMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { emptyReport, sweep, type Report } from '#src/platform/sweep.ts'
import { contractEndLifecycle } from './contractEnd.ts'
import { changeContractEnd, findUnsettled, lockContractEnd, type ContractEndRow } from './contractEnds.sql.ts'

/** Nothing is on its way to him any more, and nothing is contested: what he has now is what he keeps. */
const isSettling = ({ pendingCents, disputeHoldCents }: Balances): boolean => pendingCents !== 0 || disputeHoldCents !== 0

const isLeft = (after: Balances): boolean =>
  after.availableCents > after.owedCents ||
  after.reserveCents + after.amlHoldCents + after.frozenCents + after.inTransitCents + after.returnedCents > 0

/**
 * No payout takes another currency than the euro: while he has any, his contract is not settled. What the bank transferred by hand is a
 * correction (src/corrections).
 */
const isAnyForeignLeft = async (tx: Tx, merchantId: string): Promise<boolean> => {
  for (const currency of await currenciesOf(tx.db, merchantId, 'live')) {
    const balances = currency === 'eur' ? null : await balancesOf(tx.db, { merchantId, book: 'live', currency })
    if (balances && (isSettling(balances) || isLeft(balances))) return true
  }
  return false
}

const settleOne = async (tx: Tx, { id, merchant_id: merchantId }: ContractEndRow): Promise<'done' | 'skipped'> => {
  const purse = { merchantId, book: 'live', currency: 'eur' } as const
  if (isSettling(await lockBalances(tx, purse))) return 'skipped'
  await lockMerchant(tx.db, merchantId)
  const paid = await payMerchant(tx, merchantId, true)
  const after = await lockBalances(tx, purse)
  const end = (await lockContractEnd(tx.db, id))!
  if (end.state !== 'ended' || isLeft(after) || (await isAnyForeignLeft(tx, merchantId))) return paid
  const { to, event } = step(contractEndLifecycle, end.state, 'settle', tx.actor)
  await changeContractEnd(tx.db, id, { state: to, settled_at: tx.now })
  await record(tx, event, { subject: id, merchantId, data: { from: end.state, to } })
  return 'done'
}

/**
 * The last payout of contracts that merchants ended, once payments have come in and disputes are over; then the contract is settled. Money
 * that comes later (a dispute that was won) is paid out as well. On banking days.
 */
export const settleEndedContracts = async (ctx: Ctx): Promise<Report> =>
  isBankingDay(parisDay(ctx.now))
    ? sweep<ContractEndRow>(ctx, {
      find: ({ db }, after, limit) => findUnsettled(db, after, limit),
      subject: ({ id }) => id,
      each: settleOne,
      width: 4,
    })
    : emptyReport()
