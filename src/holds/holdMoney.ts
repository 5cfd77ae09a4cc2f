import { newId } from '#src/kernel/ids.ts'
import type { Purse } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { held, holdMoved, released } from '#src/ledger/postings.ts'
import type { Draft } from '#src/ledger/entry.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isSecret, titles } from './hold.ts'
import { insertSlice, takeFromHold, type HoldRow } from './holds.sql.ts'

/** Held money is of the live world: nobody is paid out of the other. */
export const purseOfHold = ({ merchant_id: merchantId, currency }: Pick<HoldRow, 'merchant_id' | 'currency'>): Purse => ({
  merchantId,
  book: 'live',
  currency,
})

const book = async (tx: Tx, hold: HoldRow, what: 'hold' | 'hold_release' | 'hold_moved', draft: Draft): Promise<number> => {
  const { book: ledger, currency } = purseOfHold(hold)
  const { id } = await post(tx, {
    ...draft,
    eventKey: `${what}:${hold.id}:${newId('hent', tx.now)}`,
    book: ledger,
    currency,
    subjectId: hold.id,
    at: tx.now,
  })
  return id
}

const slice = (tx: Tx, hold: HoldRow, cents: number, entryId: number): Promise<void> =>
  insertSlice(tx.db, {
    hold_id: hold.id,
    merchant_id: hold.merchant_id,
    amount_cents: cents,
    left_cents: cents,
    taken_at: tx.now,
    release_on: hold.release_on,
    entry_id: entryId,
  })

/*
 * The three moves of held money, each with its rows: what the holds' slices have left is what the books have on 2030, 2035 and 2036
 * (rules.md §5.4, "Invariants"). The caller holds the merchant's purse (`lockBalances`), has made sure of the amount, and records why.
 * Cents, above 0.
 */

/** From what is available under the title: 2020 / 2030, 2035, 2036. */
export const takeIntoHold = async (tx: Tx, hold: HoldRow, cents: number): Promise<void> =>
  slice(
    tx,
    hold,
    cents,
    await book(tx, hold, 'hold', held({ merchantId: hold.merchant_id, amountCents: cents, to: titles[hold.title].account })),
  )

/**
 * Let go: 2030, 2035, 2036 / 2020. What the merchant owes is paid first out of a reserve, which secures it; out of the others by nobody.
 */
export const letGoOfHold = async (tx: Tx, hold: HoldRow, cents: number, owedCents: number): Promise<void> => {
  await takeFromHold(tx.db, hold.id, cents)
  await book(tx, hold, 'hold_release', released({ merchantId: hold.merchant_id, amountCents: cents, from: titles[hold.title].account }))
  if (!isSecret(hold.title) && owedCents > 0)
    await recoverDebt(tx, purseOfHold(hold), { eventKey: `hold_recovery:${newId('hent', tx.now)}`, subjectId: hold.id })
}

/** Under another title: 2030 / 2035, 2036 (RES-08). */
export const moveToHold = async (tx: Tx, from: HoldRow, to: HoldRow, cents: number): Promise<void> => {
  await takeFromHold(tx.db, from.id, cents)
  const accounts = { from: titles[from.title].account, to: titles[to.title].account }
  await slice(
    tx,
    to,
    cents,
    await book(tx, from, 'hold_moved', holdMoved({ merchantId: from.merchant_id, amountCents: cents, ...accounts })),
  )
}
