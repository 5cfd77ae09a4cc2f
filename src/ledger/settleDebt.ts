import type { Tx } from '#src/platform/ctx.ts'
import { balancesOf, lockBalances, type Purse } from './balances.ts'
import { listEntriesByKey } from './entries.sql.ts'
import type { Draft } from './entry.ts'
import { post, type Posted } from './post.ts'
import { debtRecovered, overdraftOwed, recoverableCents } from './postings.ts'

/** `eventKey` of this very settling, `recovery:paym_…`; `subjectId`: what brought it about. */
export type Settling = { eventKey: string; subjectId: string }

/** Once per key, whatever the balances have become; null where there is nothing to settle. */
const settle = async (tx: Tx, { book, currency }: Purse, { eventKey, subjectId }: Settling, draft: Draft): Promise<Posted | null> => {
  const [first] = await listEntriesByKey(tx.db, [eventKey])
  if (first) return { id: first.id, isNew: false }
  return draft.legs.length === 0 ? null : post(tx, { ...draft, eventKey, subjectId, book, currency, at: tx.now })
}

/**
 * After money became available: what the merchant owes is taken from it, as far as it goes (2020 / 1400). Takes the merchant's lock only
 * where he owes something.
 */
export const recoverDebt = async (tx: Tx, purse: Purse, settling: Settling): Promise<Posted | null> => {
  if ((await balancesOf(tx.db, purse)).owedCents <= 0) return null
  const amountCents = recoverableCents(await lockBalances(tx, purse))
  return settle(tx, purse, settling, debtRecovered({ merchantId: purse.merchantId, amountCents }))
}

/**
 * After a reversal, in the same unit: where it left 2020 below zero the merchant owes it, and where it gave back a debt that was recovered
 * meanwhile he has it (1400 / 2020). Without it the database refuses such a reversal at the commit.
 */
export const coverOverdraft = async (tx: Tx, purse: Purse, settling: Settling): Promise<Posted | null> => {
  const { availableCents, owedCents } = await lockBalances(tx, purse)
  return settle(tx, purse, settling, overdraftOwed({ merchantId: purse.merchantId, amountCents: Math.max(0, -availableCents, -owedCents) }))
}
