import { accounts } from '#src/ledger/accounts.ts'
import type { Draft } from '#src/ledger/entry.ts'
import type { Purse } from '#src/ledger/balances.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { chargeReserves, findHold } from './holds.sql.ts'
import { noteHold } from './noteHold.ts'

const takenFromReserve = (drafts: readonly Draft[]): number =>
  drafts.flatMap(({ legs }) => legs).filter(({ account }) => account === accounts.reserve).reduce(
    (sum, { amountCents }) => sum + amountCents,
    0,
  )

/**
 * Whatever took from a merchant's reserve in the books takes from the holds that say why it is kept, those that end first before the others
 * (RES-07): call it in the unit that posts such entries, with their drafts, after `lockBalances`. Nothing where they took none.
 */
export const chargeReserve = async (tx: Tx, { merchantId, book, currency }: Purse, drafts: readonly Draft[]): Promise<void> => {
  const cents = takenFromReserve(drafts)
  if (cents <= 0 || book !== 'live') return
  for (const { holdId, cents: part } of await chargeReserves(tx.db, { merchantId, currency, cents })) {
    const hold = await findHold(tx.db, holdId)
    if (hold) await noteHold(tx, hold, 'hold.charged', { cents: part })
  }
}
