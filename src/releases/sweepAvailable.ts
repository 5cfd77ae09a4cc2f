import { heir, isDue, isSecret } from '#src/holds/hold.ts'
import { takeIntoHold } from '#src/holds/holdMoney.ts'
import { lockLiving, type HoldRow } from '#src/holds/holds.sql.ts'
import { stepHold } from '#src/holds/noteHold.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'

/** A merchant and what holds against him in a currency, locked. */
export type Standing = { merchant: MerchantRow; currency: string; living: readonly HoldRow[] }

/**
 * What becomes available goes under the title that takes all: one of the closed circle, else the reserve of a termination while it lasts.
 */
const takerOf = ({ merchant, living }: Standing, now: Date): HoldRow | null =>
  heir(living.filter(({ wanted_cents: wanted }) => wanted === null)) ??
    (merchant.state === 'terminated' ? (living.find((one) => one.breach_id !== null && !isDue(one, now)) ?? null) : null)

/** Takes what is available under the title that takes all, a debt paid first where it is a reserve. True where there was any. */
export const sweepAvailable = async (tx: Tx, at: Standing): Promise<boolean> => {
  const taker = takerOf(at, tx.now)
  if (!taker) return false
  const purse = { merchantId: at.merchant.id, book: 'live', currency: at.currency } as const
  if (!isSecret(taker.title)) await recoverDebt(tx, purse, { eventKey: `hold_recovery:${newId('hent', tx.now)}`, subjectId: taker.id })
  const { availableCents } = await lockBalances(tx, purse)
  if (availableCents <= 0) return false
  const grown = await stepHold(tx, taker, 'add', {}, { cents: availableCents })
  await takeIntoHold(tx, grown, availableCents)
  return true
}

/** The same, beside an act on one hold of a contract that is over. The caller holds the purse. */
export const sweepAvailableOf = async (tx: Tx, { merchant_id: merchantId, currency }: HoldRow): Promise<void> => {
  const merchant = await findMerchant(tx.db, merchantId)
  if (merchant?.state === 'terminated')
    await sweepAvailable(tx, { merchant, currency, living: await lockLiving(tx.db, merchantId, currency) })
}
