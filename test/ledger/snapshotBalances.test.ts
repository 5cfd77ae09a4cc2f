import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { post } from '#src/ledger/post.ts'
import { capture, payoutCreated } from '#src/ledger/postings.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { balances, book, entry, fund, merchant, noteBooked } from './books.ts'

let house: House
let m: string
beforeAll(async () => void (house = await openHouse()))
beforeEach(async () => void (m = await merchant(house.db)))
afterAll(() => house.close())

const horizon = () => house.db.selectFrom('ledger_horizon').selectAll().executeTakeFirstOrThrow()
const lastId = async () => (await house.db.selectFrom('ledger_entries').select(sql<number>`max(id)`.as('id')).executeTakeFirstOrThrow()).id
const snapshotsOf = (id: string) =>
  house
    .db
    .selectFrom('ledger_snapshots')
    .select(['account', 'amount_cents', 'covers_to'])
    .where('merchant_id', '=', id)
    .orderBy('account')
    .execute()
const captures = (n: number, amountCents = 10) =>
  book(
    house.ctx(),
    Array.from({ length: n }, () => entry(house.ctx(), capture({ merchantId: m, scheme: 'visa', amountCents, feeCents: 1 }))),
  )

/** Other test files work on the same server, and their transactions count as ones that may still commit: until they have ended. */
const coverAll = () =>
  vi.waitFor(async () => {
    await snapshotBalances(house.ctx())
    expect((await horizon()).covered_to).toBe(await lastId())
  }, { timeout: 20_000, interval: 50 })

it('carries balances forward in steps; readings stay the same and add up the tail only', async () => {
  await captures(25)
  await fund(house.ctx(), m, 500)
  const before = await balances(house.db, m)
  await vi.waitFor(async () => {
    await snapshotBalances(house.ctx(), 7)
    expect((await horizon()).covered_to).toBe(await lastId())
  }, { timeout: 20_000, interval: 50 })
  expect(await balances(house.db, m)).toEqual(before)
  expect((await snapshotsOf(m)).map(({ account, amount_cents: cents }) => [account, cents])).toEqual([[2010, -225], [2020, -500]])
  await captures(3)
  expect(await balances(house.db, m)).toEqual({ ...before, pendingCents: before.pendingCents + 27 })
  await coverAll()
  expect(await balances(house.db, m)).toEqual({ ...before, pendingCents: before.pendingCents + 27 })
  expect(await checkLedger(house.db)).toMatchObject({ ok: true })
})

it('does not pass over what still runs: an entry drawn early that commits late is in the tail, then in the snapshot', async () => {
  await coverAll()
  let release = (): void => {}
  const isReleased = new Promise<void>((done) => (release = done))
  let isDrawn = (): void => {}
  const drawn = new Promise<void>((done) => (isDrawn = done))
  const slow = unit(house.ctx(), async (tx) => {
    await post(tx, entry(tx, capture({ merchantId: m, scheme: 'visa', amountCents: 1_000_000 })))
    await noteBooked(tx)
    isDrawn()
    await isReleased
  })
  await drawn
  const covered = (await horizon()).covered_to
  await captures(5)
  for (let i = 0; i < 4; i++) await snapshotBalances(house.ctx())
  expect((await horizon()).covered_to).toBe(covered)
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 45 })
  release()
  await slow
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 1_000_045 })
  await coverAll()
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 1_000_045 })
  expect(await checkLedger(house.db)).toMatchObject({ ok: true })
})

it('a balance is right at every moment while writers and the job run', async () => {
  const rounds = 60
  const writers = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < rounds; i++) await captures(1, 101)
  })
  let isOver = false
  const job = (async () => {
    while (!isOver) await snapshotBalances(house.ctx(), 13)
  })()
  const watcher = (async () => {
    let last = 0
    while (!isOver) {
      const { pendingCents } = await balances(house.db, m)
      expect(pendingCents).toBeGreaterThanOrEqual(last)
      expect(pendingCents % 100).toBe(0)
      last = pendingCents
    }
  })()
  await Promise.all(writers)
  isOver = true
  await Promise.all([job, watcher])
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 4 * rounds * 100 })
  await coverAll()
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 4 * rounds * 100 })
  expect(await checkLedger(house.db)).toMatchObject({ ok: true })
})

it('two at once cover each entry once', async () => {
  await captures(200)
  await Promise.all(Array.from({ length: 6 }, () => snapshotBalances(house.ctx(), 11)))
  await coverAll()
  expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 1800 })
})

it('a database restored on a server whose numbers began anew: the mark is taken again, balances stay right', async () => {
  await captures(2)
  await sql`update ledger_horizon set mark_to = 1, mark_xid = '9999999999'::xid8`.execute(house.db)
  await coverAll()
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 18 })
})

it('a dry run keeps nothing', async () => {
  await captures(4)
  const before = await horizon()
  await snapshotBalances(house.ctx(undefined, { dryRun: true }))
  expect(await horizon()).toEqual(before)
})

it('costs the tail: a reading of a merchant with a long history touches few rows', async () => {
  await captures(2000)
  await coverAll()
  await captures(2)
  await sql`vacuum analyze ledger_postings`.execute(house.db)
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: object }] }>`explain (analyze, format json) select * from ledger_balances(${m}, 'test', 'eur')`
    .execute(house.db)
  const read: number[] = []
  JSON.stringify(rows[0]!['QUERY PLAN'], function(this: Record<string, unknown>, key, value) {
    if (key === 'Relation Name' && value === 'ledger_postings')
      read.push(Number(this['Actual Rows']) * Number(this['Actual Loops']) + Number(this['Rows Removed by Filter'] ?? 0))
    return value
  })
  expect(read.length).toBeGreaterThan(0)
  expect(Math.max(...read)).toBeLessThanOrEqual(11)
})

it('is a scheduled job, and a spend after it sees what is there', async () => {
  expect(Object.keys(jobs)).toContain('snapshot-balances')
  await fund(house.ctx(), m, 400)
  await coverAll()
  await expect(book(house.ctx(), entry(house.ctx(), payoutCreated({ merchantId: m, amountCents: 401 })))).rejects.toThrow(/account 2020/)
  await book(house.ctx(), entry(house.ctx(), payoutCreated({ merchantId: m, amountCents: 400 })))
})
