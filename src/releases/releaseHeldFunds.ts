import { heir, isDue } from '#src/holds/hold.ts'
import { letGoOfHold, moveToHold } from '#src/holds/holdMoney.ts'
import { lockLiving, type HoldRow } from '#src/holds/holds.sql.ts'
import { noteHold, noteWaiting, stepHold } from '#src/holds/noteHold.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { lockBalances, type Balances } from '#src/ledger/balances.ts'
import { isContractOver } from '#src/merchants/merchant.ts'
import { lockMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { payMerchant } from '#src/payouts/payMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { findDueMerchants, type DueHold } from './due.sql.ts'
import { sweepAvailable, type Standing } from './sweepAvailable.ts'
import { tellReleased } from './tellReleased.ts'
import { whyNotPayable } from './whyNotPayable.ts'

/** `waits`: it is due and cannot leave, which is news the first time only. */
type Ending = 'ended' | 'waits' | 'still_waits'

/** Told once for each reason, not every morning; the page shows it all along. */
const wait = async (tx: Tx, hold: HoldRow, reason: string): Promise<Ending> => {
  if (hold.waits_for === reason) return 'still_waits'
  await noteWaiting(tx, hold, reason)
  return 'waits'
}

/** RES-08: the reserve closes, and another title has the money. */
const handOver = async (tx: Tx, hold: HoldRow, to: HoldRow): Promise<Ending> => {
  if (hold.left_cents > 0) await moveToHold(tx, hold, to, hold.left_cents)
  await stepHold(tx, hold, 'move', { closed_at: tx.now, moved_to: to.id, waits_for: null }, { cents: hold.left_cents })
  await noteHold(tx, to, 'hold.added_to', { cents: hold.left_cents })
  return 'ended'
}

const letGo = async (tx: Tx, { merchant, living }: Standing, hold: HoldRow, balances: Balances): Promise<Ending> => {
  const other = heir(living)
  if (other) return handOver(tx, hold, other)
  const why = isContractOver(merchant.state) && hold.left_cents > 0 ? await whyNotPayable(tx, merchant.id, balances) : null
  if (why) return wait(tx, hold, why)
  if (hold.left_cents > 0) await letGoOfHold(tx, hold, hold.left_cents, balances.owedCents)
  await stepHold(tx, hold, 'fall_due', { closed_at: tx.now, waits_for: null }, { cents: hold.left_cents })
  await tellReleased(tx, hold, hold.left_cents)
  return 'ended'
}

type Settled = { isNew: boolean; isKept: boolean }

/** `isKept`: a title still holds. */
const settleCurrency = async (tx: Tx, merchant: MerchantRow, currency: string, balances: Balances): Promise<Settled> => {
  const at = { merchant, currency, living: await lockLiving(tx.db, merchant.id, currency) }
  const isSwept = balances.availableCents > 0 && (await sweepAvailable(tx, at))
  const endings: Ending[] = []
  for (const hold of at.living.filter((one) => isDue(one, tx.now))) endings.push(await letGo(tx, at, hold, balances))
  return {
    isNew: isSwept || endings.some((one) => one !== 'still_waits'),
    isKept: endings.filter((one) => one === 'ended').length < at.living.length,
  }
}

/** Purses first, in the order of their currencies; then the merchant: whoever pays him or ends his contract goes the same way. */
const lockAll = async (
  tx: Tx,
  { merchantId, currencies }: DueHold,
): Promise<{ merchant: MerchantRow; balances: Map<string, Balances> }> => {
  const balances = new Map<string, Balances>()
  for (const currency of [...new Set(['eur', ...currencies])].sort())
    balances.set(currency, await lockBalances(tx, { merchantId, book: 'live', currency }))
  return { merchant: await lockMerchant(tx.db, merchantId), balances }
}

const settleOne = async (tx: Tx, due: DueHold): Promise<'done' | 'skipped'> => {
  const { merchant, balances } = await lockAll(tx, due)
  let isNew = false
  let isPayable = merchant.state === 'terminated'
  for (const [currency, one] of balances) {
    const settled = await settleCurrency(tx, merchant, currency, one)
    isNew = settled.isNew || isNew
    if (currency === 'eur') isPayable &&= !settled.isKept
  }
  // the only money that leaves is what no title keeps any more: of a contract that we ended, in the currency that is paid out
  const paid = isPayable ? await payMerchant(tx, merchant.id, true) : 'skipped'
  return isNew || paid === 'done' ? 'done' : 'skipped'
}

/**
 * What held money is due for on that day, each merchant in his own unit: reserves whose last day has come are let go, and of a contract
 * that is over paid out in the same breath, to an account that was proved; where there is none they wait, and the page says so. Where
 * another title holds, it takes the money (RES-08). What became available meanwhile goes under the title that takes all. Late, it catches
 * up; twice, it does nothing more.
 */
export const releaseHeldFunds = (ctx: Ctx): Promise<Report> =>
  sweep<DueHold>(ctx, {
    find: ({ db, now }, after, limit) => findDueMerchants(db, parisDay(now), after, limit),
    subject: ({ merchantId }) => merchantId,
    each: settleOne,
    width: 4,
    batch: 2_000,
  })
