import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { getFile } from '#src/platform/storage.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { categoryWords } from '#src/retention/certificateWords.ts'
import { openPurgeCertificate } from '#src/retention/issuePurgeCertificate.ts'
import { confirmLift, proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import type { Category } from '#src/retention/policy.ts'
import { emptyHash, hashOn } from '#src/retention/purge.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findCertificate, findPurge } from '#src/retention/purges.sql.ts'
import { listBegun } from '#src/retention/records.sql.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import { notices } from '#src/purgers/letters.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { alert, at, book, correction, freeze, houseEntry, invoice, makeThingsIn, means, newId, paid, request, run } from './endedThings.ts'

/** What was erased by nobody before: each category the day before its end, on it, with an order on one of two, and what stays. */
let house: House
let shop: Signed
let other: Signed
let officer: StaffActor
let second: StaffActor
const has = async (table: string, id: string, column = 'id'): Promise<boolean> =>
  (await sql`select from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(house.db)).rows.length > 0
const hold = (subjectId: string, scope: 'person' | 'merchant' = 'merchant') =>
  orderLegalHold(house.ctx(officer), {
    scope,
    subjectId,
    ground: 'litigation',
    reference: '',
    reason: 'Assignation',
    reviewOn: addDays(house.now().toISOString().slice(0, 10), 100),
  })
const lift = async (id: string): Promise<void> => {
  await proposeLift(house.ctx(officer), id, { reason: 'Fini' })
  await confirmLift(house.ctx(second), id, { proposal: await proposalOf(house, 'lift', id) })
}

/** The job of a day; what waits for two signatures gets them, and runs. Answers what failed. */
const day = async (on: Day, how?: { size: number }): Promise<string[]> => {
  house.travel(`${on}T03:00:00Z`)
  for (let turn = 0;; turn++) {
    const { touched } = await purgeExpired(house.ctx(system('purge-expired')), how)
    const waiting = touched.filter(({ detail }) => detail === 'waits_for_signatures').map(({ subject }) => subject)
    for (const id of waiting)
      for (const who of [officer, second])
        await signPurge(house.ctx(who), id, { seen: (await findPurge(house.db, id))!.list_hash!.toString('hex') })
    if (waiting.length === 0 || turn === 3)
      return touched.filter(({ outcome }) => outcome === 'failed').map(({ subject, detail }) => `${subject} ${detail}`)
  }
}
const lastOf = (category: Category) =>
  house.db.selectFrom('purges').selectAll().where('category', '=', category).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

beforeAll(async () => {
  house = await openHouse({ at: '2014-06-01T09:00:00Z' })
  ;[shop, other] = [await openAccount(house), await openAccount(house)]
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
  makeThingsIn({ house, shop, officer, second })
})
afterAll(() => house.close())

const proved = async (category: Category, erased: number): Promise<void> => {
  const purge = await lastOf(category)
  expect([category, purge.state, purge.erased_count, (purge.absence as { remaining: number }).remaining, purge.books_after]).toEqual([
    category,
    'done',
    erased,
    0,
    purge.books_before,
  ])
  const pdf = await openPdf(await openPurgeCertificate((await findCertificate(house.db, purge.id))!))
  expect(pdf.pageText(1)).toContain('absence établie')
  pdf.close()
}

describe('accounting, ten years after its year', () => {
  it('entries lose what they were of; amounts, accounts, days and balances stay; the year after is whole', async () => {
    const [old, held, young] = [
      await book(shop, '2015-03-02', 500),
      await book(other, '2015-12-31', 700),
      await book(shop, '2016-01-01', 300),
    ]
    await expect(sql`update ledger_entries set event_key = 'stripped:' || id, subject_id = 'stripped' where id = ${old}`.execute(house.db))
      .rejects
      .toThrow('written once')
    const [gone, kept, waiting] = [await correction(shop, '2015-07-01'), await correction(shop, '2016-01-01'), await correction(shop, null)]
    const left = async () => (await house.db.selectFrom('corrections').select('id').orderBy('id').execute()).map(({ id }) => id)
    house.travel('2025-12-31T03:00:00Z')
    const order = (await hold(other.merchantId))!
    const saidOf = async (id: number) =>
      (await sql<{ key: string; subject: string }>`select event_key as key, subject_id as subject from ledger_entries where id = ${id}`
        .execute(house.db))
        .rows[0]!
    expect([await day('2025-12-31'), (await saidOf(old)).subject === 'stripped']).toEqual([[], false])
    const balances = () =>
      sql`select merchant_id, account, sum(amount_cents) as cents from ledger_postings group by 1, 2 order by 1, 2`.execute(house.db)
    const before = (await balances()).rows
    expect(await day('2026-01-01')).toEqual([])
    expect([await saidOf(old), (await saidOf(held)).subject === 'stripped', (await saidOf(young)).subject === 'stripped']).toEqual([
      { key: `stripped:${old}`, subject: 'stripped' },
      false,
      false,
    ])
    await proved('ledger_year', 1)
    expect([(await left()).includes(gone), await left()]).toEqual([false, [kept, waiting].toSorted()])
    await lift(order)
    expect(await day('2026-01-02')).toEqual([])
    expect([(await saidOf(held)).subject, (await balances()).rows]).toEqual(['stripped', before])
    expect((await checkLedger(house.database.db)).ok).toBe(true)
    await expect(
      sql`update ledger_entries set subject_id = 'stripped', event_key = 'stripped:' || id, kind = 'fee' where id = ${young}`.execute(
        house.db,
      ),
    )
      .rejects
      .toThrow('written once')
    await expect(sql`delete from ledger_entries where id = ${young}`.execute(house.db)).rejects.toThrow('written once')
  })

  it('invoices go with their lines, the credit note first where it is younger; nobody deletes one otherwise', async () => {
    const first = await invoice('2015-05-05')
    const [note, lone] = [await invoice('2016-02-05', first), await invoice('2015-06-05')]
    await expect(sql`delete from invoices where id = ${lone}`.execute(house.db)).rejects.toThrow('written once')
    expect(await day('2026-01-03')).toEqual([])
    expect([
      await has('invoices', lone),
      await has('invoice_lines', lone, 'invoice_id'),
      await has('invoices', first),
      await has('invoices', note),
    ])
      .toEqual([false, false, true, true])
    await proved('accounting', 1)
    // in another batch than its note, the next run takes it
    expect(await day('2027-01-01', { size: 1 })).toEqual([])
    expect([await has('invoices', first), await has('invoices', note)]).toEqual([true, false])
    expect(await day('2027-01-01')).toEqual([])
    expect([await has('invoices', first), await has('invoices', note)]).toEqual([false, false])
  })

  it('a payout goes with its lines and the account that was kept for it; the last of a merchant stays, so that nothing is paid twice', async () => {
    const entry = (await sql<{ id: number }>`select min(id)::int as id from ledger_entries`.execute(house.db)).rows[0]!.id
    const [old, last] = [await paid('2015-05-05', 1), await paid('2016-05-05', 2)]
    await run(
      sql`insert into payout_lines (entry_id, kind, payout_id, subject_id, amount_cents) values (${entry}, 'payment', ${old}, 'paym_x', 500)`,
    )
    await expect(sql`delete from payout_lines where payout_id = ${old}`.execute(house.db)).rejects.toThrow('written once')
    const account = (await house.db.selectFrom('payouts').select('account_id').where('id', '=', old).executeTakeFirstOrThrow()).account_id
    expect(await day('2027-01-02')).toEqual([])
    expect([
      await has('payouts', old),
      await has('payout_lines', old, 'payout_id'),
      await has('payout_accounts', account),
      await has('payouts', last),
    ])
      .toEqual([false, false, false, true])
    await proved('payout_statement', 1)
  })
})

describe('what was noted and never used', () => {
  it('payers, cards with their numbers, addresses, three years on; one that paid, one that is held and a younger one stay', async () => {
    const [old, held, young] = [await means('2024-03-31'), await means('2024-03-31', other), await means('2024-04-01')]
    const used = await means('2024-03-31')
    await run(
      sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, scheme, card_id, payer_id, billing_address_id, capture, created_at, processed_at, captured_at, bank_on)
      values (${newId('paym')}, ${shop.merchantId}, 'live', 'captured', 1000, 'eur', 'card', 'visa', ${used.card}, ${used.payer}, ${used.address}, true, '2027-01-01', '2027-01-01', '2027-01-01', '2027-01-01')`,
    )
    const nameOf = async (id: string) =>
      (await house.db.selectFrom('payers').select('name').where('id', '=', id).executeTakeFirstOrThrow()).name
    await day('2027-03-30')
    expect(await nameOf(old.payer)).toBe('Goulven Abgrall')
    house.travel('2027-03-31T01:00:00Z')
    const order = (await hold(held.payer, 'person'))!
    expect(await day('2027-03-31')).toEqual([])
    const stands = async ({ payer, card, address }: typeof old) => [
      (await nameOf(payer)) !== null,
      await has('cards', card),
      await has('card_vault', card, 'card_id'),
      await has('payer_addresses', address),
    ]
    expect([await stands(old), await stands(young), await stands(used)]).toEqual([[false, false, false, false], [true, true, true, true], [
      true,
      true,
      true,
      true,
    ]])
    // the order names the payer alone
    expect(await stands(held)).toEqual([true, false, false, false])
    await proved('unused_means', 5)
    await lift(order)
    await day('2027-03-31')
    expect(await nameOf(held.payer)).toBeNull()
  })
})

describe('alerts of monitoring', () => {
  it('five years after they were closed, with their notes; one in a case and one of a held merchant stay', async () => {
    const [old, young, held, inCase] = [
      await alert(shop, '2022-02-28'),
      await alert(shop, '2022-03-01'),
      await alert(other, '2022-02-28'),
      await alert(shop, null),
    ]
    house.travel('2027-02-27T03:00:00Z')
    const order = (await hold(other.merchantId))!
    await day('2027-02-28')
    expect(await has('alerts', old)).toBe(true)
    expect(await listBegun(house.db, 'monitoring_alert')).toEqual([{ origin: '2022-02-28', records: 2 }, {
      origin: '2022-03-01',
      records: 1,
    }])
    expect(await day('2027-03-01')).toEqual([])
    expect([
      await has('alerts', old),
      await has('alert_notes', old, 'alert_id'),
      await has('alerts', young),
      await has('alerts', held),
      await has('alerts', inCase),
    ])
      .toEqual([false, false, true, true, true])
    await proved('monitoring_alert', 1)
    await lift(order)
  })

  it('trials of thresholds lose their rows after a year, and keep their figures', async () => {
    const trial = newId('btst')
    await run(
      sql`insert into backtests (id, version_id, digest, state, from_on, to_on, days_done, days_total, kept, gained, lost, ordered_by, ordered_at, done_at) select ${trial}, id, 'x', 'done', '2026-01-01', '2026-01-02', 2, 2, 1, 1, 0, ${officer.id}, '2026-04-01T10:00:00Z', '2026-04-01T10:00:00Z' from scenario_versions limit 1`,
    )
    await run(
      sql`insert into backtest_alerts (backtest_id, outcome, merchant_id, subject, level, raised_on, finding) values (${trial}, 'gained', ${shop.merchantId}, 'card:deadbeefdeadbeef', 'warn', '2026-01-01', '{}'), (${trial}, 'gained', ${other.merchantId}, 'card:deadbeefdeadbeef', 'warn', '2026-01-01', '{}')`,
    )
    house.travel('2027-04-01T01:00:00Z')
    const order = (await hold(other.merchantId))!
    await day('2027-04-01')
    expect(await has('backtest_alerts', trial, 'backtest_id')).toBe(true)
    await lift(order)
    expect(await day('2027-04-01')).toEqual([])
    expect([
      await has('backtest_alerts', trial, 'backtest_id'),
      await house.db.selectFrom('backtests').select('gained').where('id', '=', trial).executeTakeFirst(),
    ])
      .toEqual([false, { gained: 1 }])
    await proved('backtest', 1)
  })
})

describe('requests about one’s data', () => {
  it('what was answered stays with the request, though its merchant’s notices are over', async () => {
    const living = await request('2026-01-10')
    const letter = async (about: string): Promise<string> => {
      const id = newId('mail')
      await run(
        sql`insert into mails (id, dedupe_key, merchant_id, template, language, to_address, subject, text_body, subject_id, holds_secret, state, created_at, next_attempt_at, sent_at)
          values (${id}, ${id}, ${shop.merchantId}, 'rights_answered', 'fr', 'azenor@exemple.test', 'Votre demande', 'x', ${about}, false, 'sent', '2019-01-01', '2019-01-01', '2019-01-01')`,
      )
      return id
    }
    const [kept, gone] = [await letter(living), await letter(newId('rght'))]
    await run(sql`update merchants set ended_on = '2019-06-30' where id = ${shop.merchantId}`)
    const { rows } = await sql<{ id: string; isKept: boolean }>`select found.id, found.is_kept as "isKept" from (${notices.over({ before: new Date('2026-01-01T00:00:00Z'), at: house.now(), rows: (id) => sql`${id} in (${kept}, ${gone})`, limit: null })}) found order by 1`
      .execute(house.db)
    expect(rows).toEqual([{ id: kept, isKept: true }, { id: gone, isKept: false }])
    await run(sql`delete from mails where id in (${kept}, ${gone})`)
    await run(sql`update merchants set ended_on = null where id = ${shop.merchantId}`)
  })

  it('five years after the answer, with all that was said and the files; tombstones stay, and a restriction that still protects keeps its request', async () => {
    const [old, kept, young] = [await request('2022-05-31'), await request('2022-05-31'), await request('2022-06-01')]
    const payer = newId('cust')
    await run(
      sql`insert into payers (id, merchant_id, mode, name, created_at) values (${payer}, ${shop.merchantId}, 'live', 'Soizic', '2027-01-01')`,
    )
    await run(
      sql`insert into restrictions (id, request_id, subject_id, merchant_id, ground, placed_by, placed_at) values (${newId('rstr')}, ${kept}, ${payer}, ${shop.merchantId}, 'accuracy', ${officer.id}, '2020-01-05')`,
    )
    for (const id of [old, young])
      await run(
        sql`insert into mails (id, subject_id, dedupe_key, template, language, to_address, subject, text_body, holds_secret, state, attempts, next_attempt_at, created_at, sent_at) values (${newId('mail')}, ${id}, ${`answer:${id}`}, 'rights_answered', 'fr', 'soizic@exemple.test', 'x', 'x', false, 'sent', 1, '2022-05-31', '2022-05-31', '2022-05-31')`,
      )
    await expect(sql`delete from rights_acts where request_id = ${old}`.execute(house.db)).rejects.toThrow('written once')
    await day('2027-05-31')
    expect(await has('rights_requests', old)).toBe(true)
    expect(await day('2027-06-01')).toEqual([])
    expect([
      await has('rights_requests', old),
      await has('rights_acts', old, 'request_id'),
      await has('rights_files', old, 'request_id'),
      await has('erasures', old, 'request_id'),
      await has('rectifications', old, 'request_id'),
      await has('rights_requests', kept),
      await has('rights_requests', young),
    ])
      .toEqual([false, false, false, false, false, true, true])
    expect([await has('mails', old, 'subject_id'), await has('mails', young, 'subject_id')]).toEqual([false, true])
    await expect(getFile(`${old}.bin`, Buffer.alloc(32), Buffer.alloc(32))).rejects.toThrow()
    expect((await sql`select from erasure_tombstones where hash = sha256(${old}::bytea)`.execute(house.db)).rows.length).toBe(1)
    await proved('rights_request', 1)
  })
})

describe('lists and marks', () => {
  it('an entry taken off our own list a year ago says nothing any more; one that is on it does', async () => {
    const standing = await houseEntry(null)
    const [old, young] = [await houseEntry('2026-07-31'), await houseEntry('2026-08-01')]
    const nameOf = async (
      id: string,
    ) => (await house.db.selectFrom('watchlist_editions').select(['name', 'details']).where('entry_id', '=', id).executeTakeFirstOrThrow())
    expect(await day('2027-07-30')).toEqual([])
    expect((await nameOf(old)).name).toBe('Malo Le Fourbe')
    expect(await day('2027-07-31')).toEqual([])
    expect([await nameOf(old), (await nameOf(young)).name, (await nameOf(standing)).name]).toEqual([
      { name: '', details: {} },
      'Malo Le Fourbe',
      'Malo Le Fourbe',
    ])
    await proved('house_entry', 1)
  })

  it('the mark of a refusal goes after three years', async () => {
    const [old, young] = [newId('rmrk'), newId('rmrk')]
    for (const [id, on] of [[old, '2024-08-31'], [young, '2024-09-01']] as const)
      await run(
        sql`insert into rejection_markers (id, hash, merchant_id, ground, refused_at) values (${id}, sha256(${id}::bytea), ${shop.merchantId}, 'eligibility', ${at(on)})`,
      )
    expect(await day('2027-08-31')).toEqual([])
    expect([await has('rejection_markers', old), await has('rejection_markers', young)]).toEqual([false, true])
    await proved('rejected_dossier_marker', 1)
  })
})

describe('a freeze', () => {
  it('that was released goes five years later with its reports and events; one that stands stays, and keeps its merchant', async () => {
    // the hit it stands on is another test's matter
    await run(sql`alter table freezes drop constraint freezes_hit_id_fkey, drop constraint freezes_entry_id_fkey`)
    const [old, standing] = [await freeze('2022-09-15'), await freeze(null)]
    await expect(sql`delete from freeze_events where freeze_id = ${old}`.execute(house.db)).rejects.toThrow('written once')
    expect(await day('2027-09-15')).toEqual([])
    expect(await has('freezes', old)).toBe(true)
    expect(await day('2027-09-16')).toEqual([])
    expect([
      await has('freezes', old),
      await has('freeze_events', old, 'freeze_id'),
      await has('freeze_reports', old, 'freeze_id'),
      await has('freezes', standing),
    ])
      .toEqual([false, false, false, true])
    await proved('asset_freeze', 1)
  })
})

describe('every purger', () => {
  it('has a policy in force, and words of its own on the certificate', async () => {
    const signed = await listSigned(house.db)
    for (const { category } of listPurgers())
      expect([
        category,
        signed.some((one) => one.category === category && one.bound !== 'with_source'),
        categoryWords[category] !== undefined,
      ])
        .toEqual([category, true, true])
  })
})

/** A worker of its own, that purges in small batches. */
const worker = `
const { openDatabase } = await import('#src/platform/db.ts'), { openCtx } = await import('#src/platform/ctx.ts'), { useMasterKey } = await import('#src/platform/crypto.ts'), { useStorage } = await import('#src/platform/storage.ts')
const { system } = await import('#src/kernel/actor.ts'), { purgeExpired } = await import('#src/retention/purgeExpired.ts'), { useLetterhead } = await import('#src/platform/letterhead.ts')
useMasterKey(Buffer.alloc(32, 7)); useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: true }); await useStorage('/tmp')
const { db } = openDatabase(process.env.DATABASE)
await purgeExpired(openCtx({ actor: system('purge-expired'), now: new Date(process.env.NOW), db }), { size: 2 })
`

describe('a worker killed with -9', () => {
  it('in the middle of a batch: what it had not committed is not done, the next one goes on behind it, nothing twice, and the certificate says all of it', async () => {
    await run(sql`update payments set device = null`)
    const ids: string[] = []
    for (let i = 0; i < 7; i++) {
      ids.push(newId('paym'))
      await run(sql`insert into payments (id, merchant_id, mode, amount_cents, currency, device, created_at) values (${ids[
        i
      ]!}, ${shop.merchantId}, 'test', 1000, 'eur', ${JSON.stringify({ ip: `198.51.100.${i}`, token: randomBytes(8).toString('hex') })}, '2026-01-01T10:00:00Z')`)
    }
    const signed = ids.slice(0, 1)
    await run(sql`update payments set created_at = '2026-08-31T10:00:00Z' where id = any(${ids.slice(1)}::text[])`)
    expect(await day('2027-09-17')).toEqual([])
    expect((await lastOf('device')).erased_count).toBe(signed.length)
    const rest = ids.slice(1)
    const locked = rest[3]!
    let isKilled = false
    await house.db.transaction().execute(async (trx) => {
      await sql`select from payments where id = ${locked} for update`.execute(trx)
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', worker], {
        env: { ...process.env, DATABASE: house.database.url, NOW: '2027-10-01T03:00:00Z' },
        stdio: 'ignore',
      })
      const ended = new Promise<void>((done) =>
        child.once('exit', (_, signal) => {
          isKilled = signal === 'SIGKILL'
          done()
        })
      )
      const waits = async () =>
        (await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
          .execute(house.db))
          .rows[0]!
          .n
      while ((await waits()) === 0 && child.exitCode === null) await new Promise((done) => setTimeout(done, 20))
      child.kill('SIGKILL')
      await ended
    })
    expect(isKilled).toBe(true)
    const cut = await lastOf('device')
    expect([cut.state, cut.erased_count]).toEqual(['running', 2])
    house.travel('2027-10-01T04:00:00Z')
    await purgeExpired(house.ctx(system('purge-expired')), { size: 2 })
    const done = await lastOf('device')
    expect([done.id, done.state, done.erased_count, done.erased_hash.equals(hashOn(emptyHash, rest))]).toEqual([cut.id, 'done', 6, true])
    expect((await house.db.selectFrom('tombstones').select('hash').where('purge_id', '=', cut.id).execute()).length).toBe(6)
    expect((await house.db.selectFrom('purge_certificates').select('id').where('purge_id', '=', cut.id).execute()).length).toBe(1)
    await proved('device', 6)
  })
})
