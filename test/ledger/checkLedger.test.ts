import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger, type LedgerProof } from '#src/ledger/checkLedger.ts'
import { closePeriod } from '#src/ledger/closePeriod.ts'
import { invariants } from '#src/ledger/invariants.ts'
import { capture, feesSwept, held, reversalOf } from '#src/ledger/postings.ts'
import { entriesOf } from '#src/ledger/reads.ts'
import type { WritableDb } from '#src/platform/db.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'
import { book, entry, fund, merchant } from './books.ts'

let house: House
let m: string
let other: string
let id: number
beforeAll(async () => {
  house = await openHouse()
  ;[m, other] = [await merchant(house.db), await merchant(house.db)]
  const ctx = house.ctx()
  await fund(ctx, m, 5000)
  await book(ctx, entry(ctx, held({ merchantId: m, amountCents: 700, to: 'frozen' })))
  const one = entry(ctx, capture({ merchantId: m, scheme: 'cb', amountCents: 900, feeCents: 20 }))
  await book(ctx, one)
  const [stored] = await entriesOf(house.db, one.subjectId)
  await book(ctx, entry(ctx, reversalOf(stored!), { subjectId: one.subjectId }))
  id = (await book(ctx, entry(ctx, feesSwept({ amountCents: 50 }), { at: new Date('2026-02-20T09:00:00Z') })))[0]!.id
  await closePeriod(house.ctx(await house.staff('officer')), { book: 'test', to: '2026-02-28' })
  await snapshotBalances(ctx)
  await sql`insert into ledger_snapshots select merchant_id, book, currency, account, sum(amount_cents), max(entry_id) from ledger_postings where merchant_id is not null group by 1, 2, 3, 4 on conflict do nothing`
    .execute(house.db)
})
afterAll(() => house.close())

/** Every trigger, check and key of the books is gone, as for somebody who owns the database. */
const disarm = async (trx: WritableDb): Promise<void> => {
  const tables = sql`('ledger_postings'::regclass, 'ledger_entries'::regclass, 'ledger_periods'::regclass)`
  const { rows } = await sql<{ of: string; name: string }>`select conrelid::regclass::text as of, conname as name from pg_constraint
    where conrelid in ${tables} and contype in ('c', 'f', 'u') order by contype = 'u'`
    .execute(trx)
  for (const { of, name } of rows) await sql`alter table ${sql.table(of)} drop constraint ${sql.id(name)}`.execute(trx)
  for (const table of ['ledger_entries', 'ledger_postings', 'ledger_periods'])
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx)
}

/** In a transaction that is thrown away: the fault is planted, the invariant is asked. */
const planted = async (name: string, statements: readonly ReturnType<typeof sql>[]): Promise<{ subject: string; detail: string }[]> => {
  class End extends Error {}
  let found: { subject: string; detail: string }[] = []
  await house
    .db
    .transaction()
    .execute(async (trx) => {
      await disarm(trx)
      for (const statement of statements) await statement.execute(trx)
      found = (await sql<{ subject: string; detail: string }>`select * from (${sql.raw(invariants.find((one) => one.name === name)!.sql)}) f`
        .execute(trx))
        .rows
      throw new End()
    })
    .catch((fault: unknown) => {
      if (!(fault instanceof End)) throw fault
    })
  return found
}

const reversal = sql`(select id from ledger_entries where reverses is not null)`
const legOf = (of: number, account: number) => sql`entry_id = ${of} and account = ${account}`

describe('finds', () => {
  it.each([
    [
      'entry_balances',
      () => [sql`update ledger_postings set amount_cents = amount_cents + 1 where ${legOf(id, 1010)}`],
      () => `entry ${id}`,
      /2 postings, sum 1 eur/,
    ],
    ['entry_balances', () => [sql`delete from ledger_postings where entry_id = ${id}`], () => `entry ${id}`, /0 postings, sum 0 eur/],
    [
      'posting_is_of_its_entry',
      () => [sql`update ledger_postings set currency = 'gbp' where ${legOf(id, 1010)}`],
      () => `entry ${id}`,
      /posting/,
    ],
    ['posting_is_of_its_entry', () => [sql`delete from ledger_entries where id = ${id}`], () => `entry ${id}`, /posting/],
    [
      'posting_is_of_its_entry',
      () => [sql`update ledger_postings set written_in = '1' where ${legOf(id, 1010)}`],
      () => `entry ${id}`,
      /posting/,
    ],
    [
      'posting_is_of_the_chart',
      () => [sql`update ledger_postings set account = 1011 where ${legOf(id, 1010)}`],
      () => `entry ${id}`,
      /account 1011/,
    ],
    [
      'posting_is_of_the_chart',
      () => [sql`update ledger_postings set merchant_id = null where account = 2036`],
      () => null,
      /account 2036/,
    ],
    [
      'event_is_known_once',
      () => [sql`update ledger_entries set event_key = 'twice:1' where id in (${id}, ${id} - 1)`],
      () => `entry ${id - 1}`,
      /2 entries have the event key twice:1/,
    ],
    [
      'reversal_mirrors',
      () => [sql`update ledger_postings set amount_cents = amount_cents * 2 where entry_id = ${reversal}`],
      () => null,
      /no exact reversal/,
    ],
    [
      'reversal_mirrors',
      () => [sql`delete from ledger_postings where entry_id = ${reversal} and account = 4010`],
      () => null,
      /no exact reversal/,
    ],
    [
      'reversal_mirrors',
      () => [sql`update ledger_entries set reverses = null where id = ${reversal}`],
      () => null,
      /no exact reversal of entry \(none\)/,
    ],
    [
      'reversed_once',
      () => [sql`update ledger_entries set reverses = (select reverses from ledger_entries where reverses is not null) where id = ${id}`],
      () => null,
      /reversed 2 times/,
    ],
    [
      'day_is_of_paris',
      () => [sql`update ledger_entries set accounting_on = '2026-02-19' where id = ${id}`],
      () => `entry ${id}`,
      /before it happened/,
    ],
    [
      'closed_day_stays',
      () => [sql`update ledger_periods set entries_to = ${id} - 1`],
      () => `entry ${id}`,
      /2026-02-20 after that day was closed/,
    ],
    ['books_balance', () => [sql`delete from ledger_postings where ${legOf(id, 1010)}`], () => 'test book', /sum 50 eur/],
    [
      'available_not_below_zero',
      () => [sql`update ledger_postings set amount_cents = amount_cents + 10000 where account = 2020 and amount_cents < 0`],
      () => null,
      /account 2020|-\d+ cents/,
    ],
    [
      'no_other_balance_below_zero',
      () => [sql`update ledger_postings set amount_cents = -amount_cents where account = 2036`],
      () => null,
      /-700 cents/,
    ],
    ['no_other_balance_below_zero', () => [sql`update ledger_postings set account = 1400 where account = 2036`], () => null, /-700 cents/],
    [
      'control_account_is_the_sum_of_merchants',
      () => [
        sql`update ledger_postings set merchant_id = null where account = 2036`,
        sql`delete from ledger_snapshots where account = 2036`,
      ],
      () => 'test book, account 2036',
      /merchants 0, account -700 eur/,
    ],
    [
      'control_account_is_the_sum_of_merchants',
      () => [sql`update ledger_snapshots set covers_to = 0 where account = 2036`],
      () => 'test book, account 2036',
      /merchants -1400, account -700 eur/,
    ],
    [
      'snapshot_is_its_sum',
      () => [sql`update ledger_snapshots set amount_cents = amount_cents - 1 where account = 2036`],
      () => null,
      /snapshot -701, postings up to entry \d+: -700/,
    ],
    ['snapshot_is_its_sum', () => [sql`update ledger_snapshots set merchant_id = ${other} where account = 2036`], () => null, /: 0$/],
    [
      'merchant_exists',
      () => [sql`update ledger_postings set merchant_id = 'mrch_gone' where account = 2036`],
      () => 'merchant mrch_gone',
      /no merchant/,
    ],
  ])('%s', async (name, statements, subject, detail) => {
    expect(await planted(name, [])).toEqual([])
    const found = await planted(name, statements())
    expect(found.length).toBeGreaterThan(0)
    if (subject()) expect(found.map((one) => one.subject)).toContain(subject())
    expect(found.map((one) => one.detail).join('\n')).toMatch(detail)
  })
})

it('no two invariants have one name', () => expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length))

describe('vigie ledger check', () => {
  it('counts what it proved; names the first fault and exits with 1', async () => {
    const line = await openCommandLine(house)
    try {
      const good = await line.vigie('ledger', 'check')
      expect([good.code, good.errors]).toEqual([0, ''])
      expect(good.lines.at(-1)).toMatch(/^The books hold: 6 entries, 16 postings, 1 merchants; \d+ invariants proved\.$/)
      expect(lastJson(await line.vigie('ledger', 'check', '--json'))).toMatchObject({
        ok: true,
        entries: 6,
        postings: 16,
        merchants: 1,
        invariants: invariants.length,
      })
      await sql`alter table ledger_postings disable trigger user`.execute(house.db)
      await sql`update ledger_postings set amount_cents = amount_cents + 1 where ${legOf(id, 1010)}`.execute(house.db)
      const bad = await line.vigie('ledger', 'check')
      expect([bad.code, bad.lines]).toEqual([1, []])
      expect(bad.errors).toContain(`The books do NOT hold: entry_balances: entry ${id}: 2 postings, sum 1 eur`)
      const told = await line.vigie('ledger', 'check', '--json')
      expect(told.code).toBe(1)
      expect(lastJson(told) as LedgerProof).toMatchObject({ ok: false, fault: { invariant: 'entry_balances', subject: `entry ${id}` } })
    } finally {
      await line.close()
    }
  }, 60_000)

  it('of an empty ledger holds', async () => {
    const empty = await openHouse()
    expect(await checkLedger(empty.db)).toMatchObject({ ok: true, entries: 0, postings: 0, merchants: 0 })
    await empty.close()
  })
})
