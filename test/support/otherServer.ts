import { sql } from 'kysely'
import { postAll } from '#src/ledger/post.ts'
import { unit } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import type { House } from './house.ts'

/**
 * The books of this database as they would be had they been written on another server, whose transactions had far higher numbers: what a
 * copy brings to a new one.
 */
export const asOfOtherServer = async (db: Database): Promise<void> => {
  const { rows } = await sql<{ name: string; text: string }>`select conname as name, pg_get_constraintdef(oid) as text from pg_constraint where conrelid = 'ledger_postings'::regclass and confrelid = 'ledger_entries'::regclass`
    .execute(db)
  await db.transaction().execute(async (tx) => {
    for (const { name } of rows) await sql`alter table ledger_postings drop constraint ${sql.ref(name)}`.execute(tx)
    for (const table of ['ledger_entries', 'ledger_postings']) {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx)
      await sql`update ${sql.table(table)} set written_in = (1099511627776 + written_in::text::bigint)::text::xid8`.execute(tx)
    }
    await sql`set constraints all immediate`.execute(tx)
    for (const table of ['ledger_entries', 'ledger_postings']) await sql`alter table ${sql.table(table)} enable trigger user`.execute(tx)
    for (const { name, text } of rows) await sql`alter table ledger_postings add constraint ${sql.ref(name)} ${sql.raw(text)}`.execute(tx)
  })
}

/** A capture in the books of the live world, of nothing in particular. */
export const bookSome = (house: House, merchantId: string, cents: number): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    await postAll(tx, [{
      kind: 'capture',
      merchantId,
      eventKey: `test:${cents}`,
      book: 'live',
      currency: 'eur',
      subjectId: 'x',
      at: tx.now,
      legs: [{ account: 1010, amountCents: cents }, { account: 2020, amountCents: 0 - cents, merchantId }],
    }])
    await record(tx, 'test.booked', { subject: 'x' })
  })
