import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currenciesOf, lockBalances } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { post } from '#src/ledger/post.ts'
import { capture, debtRecovered, disputeOpened, fee, held, overdraftOwed, payoutCreated, refund, reversalOf } from '#src/ledger/postings.ts'
import { entriesOf } from '#src/ledger/reads.ts'
import { reverseEvent } from '#src/ledger/reverseEvent.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import { openCtx, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { system } from '#src/kernel/actor.ts'
import { conflict } from '#src/kernel/errors.ts'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { balances, book, entry, fund, merchant, noteBooked } from './books.ts'

let house: House
let many: OpenedDatabase
beforeAll(async () => {
  house = await openHouse()
  many = openDatabase(house.database.url, { max: 50 })
})
afterAll(async () => {
  await many.close()
  await house.close()
})

const manyCtx = (): Ctx => openCtx({ actor: system('test'), now: house.now(), db: many.db })
const purse = (merchantId: string) => ({ merchantId, book: 'test' as const, currency: 'eur' })

describe('fifty captures of one merchant at once', () => {
  it('do not wait for a unit that has captured and not ended, nor for one that spends; the sums are right', async () => {
    const m = await merchant(house.db)
    let release = (): void => {}
    const isReleased = new Promise<void>((done) => (release = done))
    const slow = (work: (tx: Tx) => Promise<unknown>) =>
      unit(house.ctx(), async (tx) => {
        await work(tx)
        await noteBooked(tx)
        await isReleased
      })
    const slowCapture = slow((tx) => post(tx, entry(tx, capture({ merchantId: m, scheme: 'visa', amountCents: 1 }))))
    const slowSpender = slow((tx) => lockBalances(tx, purse(m)))
    // both are still open while all of these commit
    const rounds = Array.from({ length: 50 }, async () => {
      for (let i = 0; i < 6; i++)
        await book(manyCtx(), entry(house.ctx(), capture({ merchantId: m, scheme: 'visa', amountCents: 1000, feeCents: 39 })))
    })
    await Promise.all(rounds)
    expect(await balances(house.db, m)).toMatchObject({ pendingCents: 300 * 961 })
    release()
    await Promise.all([slowCapture, slowSpender])
    expect(await balances(house.db, m)).toMatchObject({ pendingCents: 300 * 961 + 1 })
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  })
})

describe('what spends', () => {
  const payout = (ctx: Ctx, m: string, amountCents: number) =>
    unit(ctx, async (tx) => {
      const { availableCents } = await lockBalances(tx, purse(m))
      if (availableCents < amountCents) throw conflict('not_enough')
      await post(tx, entry(tx, payoutCreated({ merchantId: m, amountCents })))
      await noteBooked(tx)
    })

  it('comes one at a time: of twenty payouts of 300 from 1000, three leave', async () => {
    const m = await merchant(house.db)
    await fund(house.ctx(), m, 1000)
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => payout(manyCtx(), m, 300)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 100, inTransitCents: 900 })
  })

  it('never takes what is not there, even from a caller who forgot the lock', async () => {
    const m = await merchant(house.db)
    await fund(house.ctx(), m, 1000)
    const forgetful = (amountCents: number) => book(manyCtx(), entry(house.ctx(), payoutCreated({ merchantId: m, amountCents })))
    await expect(forgetful(1001)).rejects.toThrow(/would leave account 2020 of .* at 1 \(test eur\)/)
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => forgetful(300)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 100, inTransitCents: 900 })
  })

  it('is another purse in another book, currency or merchant', async () => {
    const [m, other] = [await merchant(house.db), await merchant(house.db)]
    await unit(house.ctx(), async (tx) => {
      await lockBalances(tx, purse(m))
      const free = [{ ...purse(m), book: 'live' as const }, { ...purse(m), currency: 'gbp' }, purse(other)]
      await Promise.all(free.map((one) => unit(manyCtx(), (inner) => lockBalances(inner, one))))
      const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(ledger_lock_key(${m}, 'test', 'eur')) as free`.execute(
        many.db,
      )
      expect(rows[0]!.free).toBe(false)
    })
  })

  it('what is lacking is owed, and recovered later', async () => {
    const m = await merchant(house.db)
    await fund(house.ctx(), m, 300)
    await book(house.ctx(), entry(house.ctx(), held({ merchantId: m, amountCents: 100, to: 'reserve' })))
    await book(
      house.ctx(),
      entry(house.ctx(), refund({ merchantId: m, scheme: 'visa', amountCents: 250, funds: await balances(house.db, m) })),
    )
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 0, reserveCents: 100, owedCents: 50 })
    await book(
      house.ctx(),
      entry(house.ctx(), disputeOpened({ merchantId: m, scheme: 'visa', amountCents: 180, funds: await balances(house.db, m) })),
    )
    expect(await balances(house.db, m)).toMatchObject({
      availableCents: 0,
      reserveCents: 0,
      owedCents: 130,
      disputeHoldCents: 180,
      disputedCents: 180,
    })
    await fund(house.ctx(), m, 100)
    await book(house.ctx(), entry(house.ctx(), debtRecovered({ merchantId: m, amountCents: 100 })))
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 0, owedCents: 30 })
    await expect(book(house.ctx(), entry(house.ctx(), debtRecovered({ merchantId: m, amountCents: 31 })))).rejects.toThrow(/account 1400/)
  })

  it('a correction that leaves less than nothing is made good by a debt in the same unit', async () => {
    const m = await merchant(house.db)
    await fund(house.ctx(), m, 500)
    const [available] =
      (await sql<{ subject: string }>`select subject_id as subject from ledger_entries where merchant_id = ${m} and kind = 'available'`
        .execute(house.db))
        .rows
    const [stored] = await entriesOf(house.db, available!.subject)
    await book(house.ctx(), entry(house.ctx(), payoutCreated({ merchantId: m, amountCents: 500 })))
    const back = entry(house.ctx(), reversalOf(stored!), { subjectId: stored!.subjectId })
    await expect(book(house.ctx(), back)).rejects.toThrow(/account 2020/)
    await book(house.ctx(), [back, entry(house.ctx(), overdraftOwed({ merchantId: m, amountCents: 500 }))])
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 0, pendingCents: 500, owedCents: 500, inTransitCents: 500 })
  })

  it('a refund that is undone after its debt was recovered gives the merchant what he paid', async () => {
    const m = await merchant(house.db)
    const refunded = entry(house.ctx(), refund({ merchantId: m, scheme: 'visa', amountCents: 100, funds: await balances(house.db, m) }))
    await book(house.ctx(), refunded)
    await fund(house.ctx(), m, 150)
    const within = (work: (tx: Tx) => Promise<unknown>) =>
      unit(house.ctx(), async (tx) => {
        await work(tx)
        await noteBooked(tx)
      })
    const recover = (eventKey: string) => within((tx) => recoverDebt(tx, purse(m), { eventKey, subjectId: refunded.subjectId }))
    await recover('recovery:1')
    await recover('recovery:1')
    await recover('recovery:2')
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 50, owedCents: 0 })
    for (let i = 0; i < 2; i++) await within((tx) => reverseEvent(tx, refunded.eventKey, `refund_rejected:${refunded.subjectId}`))
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 150, owedCents: 0 })
    expect((await entriesOf(house.db, refunded.subjectId)).map(({ kind }) => kind)).toEqual(['refund', 'recovery', 'reversal', 'overdraft'])
    await within((tx) => reverseEvent(tx, 'refund:never', 'refund_rejected:never'))
  })

  it('an availability that is undone after a payout becomes a debt; a debt is recovered as far as it goes', async () => {
    const m = await merchant(house.db)
    await fund(house.ctx(), m, 500)
    const [available] =
      (await sql<{ key: string }>`select event_key as key from ledger_entries where merchant_id = ${m} and kind = 'available'`.execute(
        house.db,
      ))
        .rows
    await payout(house.ctx(), m, 400)
    await unit(house.ctx(), async (tx) => {
      await reverseEvent(tx, available!.key, 'available_undone:1')
      await noteBooked(tx)
    })
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 0, owedCents: 400, pendingCents: 500 })
    await fund(house.ctx(), m, 150)
    await unit(house.ctx(), async (tx) => {
      expect(await recoverDebt(tx, purse(m), { eventKey: 'recovery:3', subjectId: 'paym_3' })).toMatchObject({ isNew: true })
      await noteBooked(tx)
    })
    expect(await balances(house.db, m)).toMatchObject({ availableCents: 0, owedCents: 250 })
  })

  it('pending may be below zero: a fee above its payment', async () => {
    const m = await merchant(house.db)
    await book(house.ctx(), entry(house.ctx(), fee({ merchantId: m, feeCents: 70 })))
    expect(await balances(house.db, m)).toMatchObject({ pendingCents: -70, availableCents: 0 })
  })
})

it('currencies of a merchant are told apart', async () => {
  const m = await merchant(house.db)
  for (const currency of ['usd', 'eur', 'eur', 'gbp'])
    await book(house.ctx(), entry(house.ctx(), capture({ merchantId: m, scheme: 'visa', amountCents: 10 }), { currency }))
  expect(await currenciesOf(house.db, m, 'test')).toEqual(['eur', 'gbp', 'usd'])
  expect(await currenciesOf(house.db, m, 'live')).toEqual([])
  expect(await balances(house.db, m)).toMatchObject({ pendingCents: 20 })
})
