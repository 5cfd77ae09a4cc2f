import { sql } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import type { Draft, Entry } from '#src/ledger/entry.ts'
import { post, postAll, type Posted } from '#src/ledger/post.ts'
import { capture, madeAvailable } from '#src/ledger/postings.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'

export const merchant = async (db: Database, now = new Date('2026-03-02T09:00:00Z')): Promise<string> => {
  const id = newId('mrch', now)
  await db.insertInto('merchants').values({ id, created_at: now, state_changed_at: now }).execute()
  return id
}

let count = 0

/** An entry of the test book in euros, of a payment of its own, now. */
export const entry = (ctx: Pick<Ctx, 'now'>, draft: Draft, said: Partial<Entry> = {}): Entry => {
  const subjectId = said.subjectId ?? `paym_${++count}`
  return { eventKey: `${draft.kind}:${subjectId}`, book: 'test', currency: 'eur', subjectId, at: ctx.now, ...draft, ...said }
}

/** As a use case does: the entry and its event in one unit. */
export const book = (ctx: Ctx, one: Entry | readonly Entry[]): Promise<Posted[]> =>
  unit(ctx, async (tx) => {
    const posted = Array.isArray(one) ? await postAll(tx, one as readonly Entry[]) : [await post(tx, one as Entry)]
    await noteBooked(tx)
    return posted
  })

export const noteBooked = (tx: Tx) => record(tx, 'payment.booked', { subject: 'paym_test' })

/** A merchant with this much available, by a capture without fee. */
export const fund = async (ctx: Ctx, merchantId: string, amountCents: number): Promise<void> =>
  void (await book(ctx, [
    entry(ctx, capture({ merchantId, scheme: 'visa', amountCents })),
    entry(ctx, madeAvailable({ merchantId, amountCents })),
  ]))

export const balances = (db: Database, merchantId: string) => balancesOf(db, { merchantId, book: 'test', currency: 'eur' })

/** What stands on an account of the test book, + debit, − credit. */
export const standsOn = async (db: Database, account: number): Promise<number> =>
  (await sql<{ cents: number }>`select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_postings where book = 'test' and account = ${account}`
    .execute(db))
    .rows[0]!
    .cents
