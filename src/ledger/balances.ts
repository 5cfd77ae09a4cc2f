import { accounts, type AccountName } from './accounts.ts'
import { listAccountSums, lockPurse, type AccountSum, type Purse } from './balances.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'

export { listCurrencies as currenciesOf } from './balances.sql.ts'
export type { Purse } from './balances.sql.ts'

/**
 * A merchant's money by kind, in cents of one currency: what he has is positive, and so is what he owes. `pendingCents` alone may be below
 * zero.
 */
export type Balances = {
  /** 2010: captured, not received. */
  pendingCents: number
  /** 2020: what a payout may take, less `owedCents`. */
  availableCents: number
  /** 2030: rolling, fixed, capped or termination reserve. */
  reserveCents: number
  /** 2035: its label to the merchant is neutral. */
  amlHoldCents: number
  /** 2036: frozen assets. */
  frozenCents: number
  /** 2040: held against open disputes; the money itself has left to the scheme. */
  disputeHoldCents: number
  /** 2050: payouts on their way. */
  inTransitCents: number
  /** 2060: payouts that came back. */
  returnedCents: number
  /** 1400: what the merchant owes us. */
  owedCents: number
  /** 1300: paid for disputes that are open. */
  disputedCents: number
}

const balancesFrom = (sums: readonly AccountSum[]): Balances => {
  const sum = (name: AccountName): number => sums.find(({ account }) => account === accounts[name])?.amountCents ?? 0
  const had = (name: AccountName): number => 0 - sum(name)
  return {
    pendingCents: had('pending'),
    availableCents: had('available'),
    reserveCents: had('reserve'),
    amlHoldCents: had('amlHold'),
    frozenCents: had('frozen'),
    disputeHoldCents: had('disputeHold'),
    inTransitCents: had('inTransit'),
    returnedCents: had('returned'),
    owedCents: sum('merchantReceivable'),
    disputedCents: sum('disputesReceivable'),
  }
}

/** The balances as they stand, without a lock: for showing. What is spent is read by `lockBalances`. */
export const balancesOf = async (db: ReadDb, purse: Purse): Promise<Balances> => balancesFrom(await listAccountSums(db, purse))

/**
 * For what spends (refund, payout, hold, dispute): one at a time per merchant, book and currency, until the unit ends. Then reads the true
 * balances. Captures never wait for it. Take it once per unit and before posting; a unit spends from few purses, not from thousands.
 */
export const lockBalances = async (tx: Tx, purse: Purse): Promise<Balances> => {
  await lockPurse(tx.db, purse)
  return balancesOf(tx.db, purse)
}
