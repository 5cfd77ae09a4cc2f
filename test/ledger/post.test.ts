import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts, accountsOfMerchants, accountsOfSchemes, taxedAccounts, type Account } from '#src/ledger/accounts.ts'
import { post, postAll } from '#src/ledger/post.ts'
import { capture, fee, reversalOf, settlementReceived } from '#src/ledger/postings.ts'
import { entriesOf, entriesOfMerchant, findEntry, totalsByDay, trialBalance } from '#src/ledger/reads.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { hasText, languages } from '#src/web/i18n.ts'
import { balances, book, entry, merchant, noteBooked } from './books.ts'

let house: House
let m: string
beforeAll(async () => {
  house = await openHouse()
  m = await merchant(house.db)
})
afterAll(() => house.close())

const captured = (amountCents = 1000, feeCents = 39) =>
  entry(house.ctx(), capture({ merchantId: m, scheme: 'visa', amountCents, feeCents }))

describe('the chart', () => {
  it('is one, in code, table and checks; every account has a name', async () => {
    const rows = await house.db.selectFrom('ledger_accounts').selectAll().orderBy('number').execute()
    expect(rows.map(({ number }) => number)).toEqual(Object.values(accounts).toSorted((a, b) => a - b))
    const of = (flag: 'is_of_merchant' | 'is_of_scheme' | 'is_taxed') =>
      new Set(rows.filter((row) => row[flag]).map(({ number }) => number as Account))
    expect([of('is_of_merchant'), of('is_of_scheme'), of('is_taxed')]).toEqual([accountsOfMerchants, accountsOfSchemes, taxedAccounts])
    for (const { name } of rows) for (const lang of languages) expect(hasText(lang, `ledger:account.${name}`)).toBe(true)
    const { rows: checks } = await sql<{ said: string }>`select pg_get_constraintdef(oid) as said from pg_constraint where conname = 'ledger_postings_account_check'`
      .execute(house.db)
    for (const { number } of rows) expect(checks[0]!.said).toContain(String(number))
  })

  it('every kind of entry has a word', async () => {
    const { rows } = await sql<{ kind: string }>`select unnest(enum_range(null::ledger_entry_kind))::text as kind`.execute(house.db)
    for (const { kind } of rows) for (const lang of languages) expect(hasText(lang, `ledger:kind.${kind}`), kind).toBe(true)
  })
})

describe('post', () => {
  it('books entry and postings, with the Paris day', async () => {
    house.travel('2026-03-02T23:30:00Z')
    const one = captured()
    const [posted] = await book(house.ctx(), one)
    expect(posted).toEqual({ id: expect.any(Number), isNew: true })
    expect(await entriesOf(house.db, one.subjectId)).toEqual([{ ...one, id: posted!.id, accountingOn: '2026-03-03', reverses: null }])
    expect(await findEntry(house.db, posted!.id)).toMatchObject({ eventKey: one.eventKey })
    house.travel('2026-03-02T09:00:00Z')
  })

  it('needs the event of a use case, but where nothing was written', async () => {
    const one = captured()
    await expect(unit(house.ctx(), (tx) => post(tx, one))).rejects.toThrow(/without an audit event.*ledger_entries/)
    const [first] = await book(house.ctx(), one)
    expect(await unit(house.ctx(), (tx) => post(tx, one))).toEqual({ id: first!.id, isNew: false })
  })

  it('the same event again, later, is the first; with another content it is refused', async () => {
    const one = captured()
    const [first] = await book(house.ctx(), one)
    expect(await book(house.ctx(), { ...one, at: new Date(one.at.getTime() + 60_000) })).toEqual([{ id: first!.id, isNew: false }])
    const others = [{ ...one, legs: captured(1001).legs }, { ...one, book: 'live' as const }, { ...one, currency: 'gbp' }, {
      ...one,
      subjectId: 'paym_x',
    }, { ...one, kind: 'fee' as const }]
    for (const other of others) await expect(book(house.ctx(), other)).rejects.toMatchObject({ status: 409, code: 'ledger_event_differs' })
    expect(await entriesOf(house.db, one.subjectId)).toHaveLength(1)
  })

  it('many at once, some told before, one twice: the answers are in their order', async () => {
    const [a, b, c] = [captured(), captured(2000), captured(3000)]
    const [first] = await book(house.ctx(), b)
    const posted = await book(house.ctx(), [c, b, a, c])
    expect(posted.map(({ isNew }) => isNew)).toEqual([true, false, true, true])
    expect([posted[1]!.id, posted[0]!.id]).toEqual([first!.id, posted[3]!.id])
    await expect(book(house.ctx(), [a, { ...a, subjectId: 'paym_y' }])).rejects.toMatchObject({ code: 'ledger_event_differs' })
    expect(await unit(house.ctx(), (tx) => postAll(tx, []))).toEqual([])
  })

  it('one event told by twenty at once is booked once', async () => {
    const one = captured(777)
    const posted = await Promise.all(Array.from({ length: 20 }, () => book(house.ctx(), one)))
    expect(new Set(posted.map(([answer]) => answer!.id)).size).toBe(1)
    expect(posted.filter(([answer]) => answer!.isNew)).toHaveLength(1)
    expect(await entriesOf(house.db, one.subjectId)).toHaveLength(1)
  })

  it('two who tell the same list in other orders do not lock each other out', async () => {
    const list = Array.from({ length: 40 }, (_, i) => captured(100 + i))
    const told = await Promise.all([book(house.ctx(), list), book(house.ctx(), list.toReversed()), book(house.ctx(), list)])
    expect(told.flat().filter(({ isNew }) => isNew)).toHaveLength(40)
  })

  it.each([
    ['unbalanced', { legs: [{ account: 1010, amountCents: 5 }, { account: 1020, amountCents: -4 }] }, /does not balance/],
    ['one leg', { legs: [{ account: 1010, amountCents: 5 }] }, /does not balance/],
    ['a fraction', { legs: [{ account: 1010, amountCents: 0.5 }, { account: 1020, amountCents: -0.5 }] }, /whole number/],
    ['a leg without its merchant', { legs: [{ account: 2020, amountCents: 5 }, { account: 1020, amountCents: -5 }] }, /lacks/],
    [
      'another merchant',
      { legs: [{ account: 2020, amountCents: 5, merchantId: 'mrch_other' }, { account: 1020, amountCents: -5 }] },
      /another merchant/,
    ],
    ['a day before it happened', { accountingOn: '2026-03-01' }, /before it happened/],
    ['a currency in capitals', { currency: 'EUR' }, /lower case/],
    ['a key without its event', { eventKey: 'paym_1' }, /event key/],
    ['a reversal of nothing', { kind: 'reversal' }, /reversal names/],
  ])('refuses %s', async (_what, said, message) => {
    await expect(book(house.ctx(), { ...captured(), ...said } as never)).rejects.toThrow(message)
  })
})

describe('reversals', () => {
  const reversing = async (key: string, subjectId: string) => {
    const [stored] = await entriesOf(house.db, subjectId)
    return entry(house.ctx(), reversalOf(stored!), { eventKey: key, subjectId })
  }

  it('give everything back, once', async () => {
    const before = await balances(house.db, m)
    const one = captured(5000, 100)
    await book(house.ctx(), one)
    await book(house.ctx(), await reversing('reversal:1', one.subjectId))
    expect(await balances(house.db, m)).toEqual(before)
    await expect(book(house.ctx(), await reversing('reversal:2', one.subjectId))).rejects.toMatchObject({
      status: 409,
      code: 'ledger_entry_reversed',
    })
    expect(await book(house.ctx(), await reversing('reversal:1', one.subjectId))).toMatchObject([{ isNew: false }])
  })

  it('are exact, or refused by the database', async () => {
    const one = captured(5000, 100)
    await book(house.ctx(), one)
    const mirror = await reversing('reversal:3', one.subjectId)
    await expect(book(house.ctx(), { ...mirror, legs: captured(4000).legs })).rejects.toThrow(/no exact reversal/)
    await expect(book(house.ctx(), { ...mirror, subjectId: 'paym_z' })).rejects.toThrow(/no exact reversal/)
  })
})

describe('the database itself', () => {
  const raw = (statement: ReturnType<typeof sql>) => house.db.transaction().execute(async (trx) => void (await statement.execute(trx)))
  const head = (key: string, more = '') =>
    sql`insert into ledger_entries (book, event_key, kind, currency, subject_id, at, accounting_on ${sql.raw(more ? `, ${more.split(' ')[0]}` : '')})
    values ('test', ${key}, 'fee_sweep', 'eur', 'swee_1', '2026-03-02T09:00:00Z', '2026-03-02' ${sql.raw(more ? `, ${more.split(' ')[1]}` : '')})`
  const withLegs = (key: string, legs: string) =>
    sql`with e as (${head(key)} returning *)
    insert into ledger_postings (entry_id, leg, written_in, book, currency, account, amount_cents) select e.id, l.leg, e.written_in, e.book, e.currency, l.account, l.cents from e, (values ${sql.raw(legs)}) l (leg, account, cents)`

  it('refuses an entry that does not balance, has one posting or none', async () => {
    await expect(raw(withLegs('sweep:1', '(1, 1020, 500), (2, 1010, -499)'))).rejects.toThrow(/does not balance: 2 postings, sum 1/)
    await expect(raw(withLegs('sweep:1', '(1, 1020, 500)'))).rejects.toThrow(/does not balance: 1 postings/)
    await expect(raw(head('sweep:1'))).rejects.toThrow(/does not balance: 0 postings/)
    await raw(withLegs('sweep:1', '(1, 1020, 500), (2, 1010, -500)'))
  })

  it('refuses changes, deletions and truncation', async () => {
    for (const table of ['ledger_entries', 'ledger_postings']) {
      for (const said of [`update ${table} set book = 'live'`, `delete from ${table}`, `truncate ${table} cascade`])
        await expect(raw(sql.raw(said) as never), said).rejects.toThrow(/written once/)
    }
  })

  it('refuses a posting to an entry that is committed, and a row that claims another transaction', async () => {
    const late = (writtenIn: string) =>
      raw(sql`insert into ledger_postings (entry_id, leg, written_in, book, currency, account, amount_cents)
      select id, 9, ${sql.raw(writtenIn)}, book, currency, 1010, 5 from ledger_entries where event_key = 'sweep:1'`)
    await expect(late('pg_current_xact_id()')).rejects.toThrow(/foreign key/)
    await expect(late('written_in')).rejects.toThrow(/another transaction wrote it/)
    await expect(raw(head('sweep:2', `written_in '99999999'::xid8`))).rejects.toThrow(/another transaction wrote it/)
  })

  it.each([
    ['another currency', `'test', 'gbp', 1020, 5, null, null`],
    ['another book', `'live', 'eur', 1020, 5, null, null`],
    ['an unknown account', `'test', 'eur', 1021, 5, null, null`],
    ['zero', `'test', 'eur', 1020, 0, null, null`],
    ['no merchant where one is due', `'test', 'eur', 2020, 5, null, null`],
    ['a merchant where none is', `'test', 'eur', 1020, 5, 'mrch_1', null`],
    ['no scheme where one is due', `'test', 'eur', 1100, 5, null, null`],
    ['no tax code where one is due', `'test', 'eur', 4010, 5, null, null`],
    ['a number no script holds', `'test', 'eur', 1020, 9007199254740992, null, null`],
  ])('refuses a posting of %s', async (_what, values) => {
    await expect(raw(sql`with e as (${head('sweep:3')} returning *)
      insert into ledger_postings (entry_id, leg, written_in, book, currency, account, amount_cents, merchant_id, scheme) select e.id, 1, e.written_in, ${sql.raw(values.replace(/'(test|live)'/, `'$1'::ledger_book`))} from e`))
      .rejects
      .toThrow(/violates (check|foreign key) constraint/)
  })

  it('refuses postings of another merchant than the entry’s', async () => {
    const other = await merchant(house.db)
    await expect(raw(sql`with e as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on)
        values ('test', 'fee:x', 'fee', 'eur', ${m}, 'paym_1', '2026-03-02T09:00:00Z', '2026-03-02') returning *)
      insert into ledger_postings (entry_id, leg, written_in, book, currency, account, amount_cents, merchant_id)
      select e.id, l.leg, e.written_in, e.book, e.currency, 2010, l.cents, l.merchant from e, (values (1, 5, ${m}), (2, -5, ${other})) l (leg, cents, merchant)`))
      .rejects
      .toThrow(/another merchant/)
  })

  it('draws the number of the transaction before the id: snapshots stand on it', async () => {
    const { rows } = await sql<{ line: string }>`explain (verbose, costs off) insert into ledger_entries (book, event_key, kind, currency, subject_id, at, accounting_on)
      select 'test', 'a:b', 'fee', 'eur', 'c', '2026-03-02', '2026-03-02' from generate_series(1, 2) i order by i`
      .execute(house.db)
    const plan = rows.map((row) => Object.values(row)[0]).find((line) => line!.includes('nextval'))!
    expect(plan.indexOf('pg_current_xact_id')).toBeGreaterThan(-1)
    expect(plan.indexOf('pg_current_xact_id')).toBeLessThan(plan.indexOf('nextval'))
  })
})

describe('reads', () => {
  it('page a merchant’s entries by key, newest first; another’s are not among them', async () => {
    const mine = await merchant(house.db)
    for (let i = 1; i <= 5; i++) await book(house.ctx(), entry(house.ctx(), fee({ merchantId: mine, feeCents: i })))
    const first = await entriesOfMerchant(house.db, { merchantId: mine, book: 'test', limit: 3 })
    const second = await entriesOfMerchant(house.db, { merchantId: mine, book: 'test', before: first.at(-1)!.id, limit: 3 })
    expect([...first, ...second].map(({ legs }) => legs[0]!.amountCents)).toEqual([5, 4, 3, 2, 1])
    expect(await entriesOfMerchant(house.db, { merchantId: mine, book: 'live', limit: 3 })).toEqual([])
  })

  it('give totals by account and day, and the trial balance, which is zero', async () => {
    const ctx = house.ctx()
    await book(
      ctx,
      entry(ctx, settlementReceived({ scheme: 'cb', amountCents: 500 }), { currency: 'gbp', at: new Date('2026-02-10T22:59:59Z') }),
    )
    await book(
      ctx,
      entry(ctx, settlementReceived({ scheme: 'cb', amountCents: 700 }), { currency: 'gbp', at: new Date('2026-02-10T23:00:00Z') }),
    )
    const days = await totalsByDay(house.db, { book: 'test', from: '2026-02-10', to: '2026-02-11' })
    expect(days).toEqual([
      { day: '2026-02-10', account: 1010, currency: 'gbp', debitCents: 500, creditCents: 0 },
      { day: '2026-02-10', account: 1100, currency: 'gbp', debitCents: 0, creditCents: 500 },
      { day: '2026-02-11', account: 1010, currency: 'gbp', debitCents: 700, creditCents: 0 },
      { day: '2026-02-11', account: 1100, currency: 'gbp', debitCents: 0, creditCents: 700 },
    ])
    const all = await trialBalance(house.db, { book: 'test', to: '2026-12-31' })
    for (const currency of ['eur', 'gbp'])
      expect(all.filter((one) => one.currency === currency).reduce((sum, { debitCents, creditCents }) => sum + debitCents - creditCents, 0))
        .toBe(0)
    expect(await trialBalance(house.db, { book: 'live', to: '2026-12-31' })).toEqual([])
  })

  it('a dry run books nothing', async () => {
    const one = captured()
    await unit(house.ctx(undefined, { dryRun: true }), async (tx) => {
      await post(tx, one)
      await noteBooked(tx)
    })
    expect(await entriesOf(house.db, one.subjectId)).toEqual([])
  })
})
