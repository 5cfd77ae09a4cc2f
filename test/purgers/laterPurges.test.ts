import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { postAll } from '#src/ledger/post.ts'
import { unit } from '#src/platform/ctx.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { record } from '#src/platform/record.ts'
import { getFile, putFile } from '#src/platform/storage.ts'
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

/** What was erased by nobody before: each category the day before its end, on it, with an order on one of two, and what stays. */
let house: House
let shop: Signed
let other: Signed
let officer: StaffActor
let second: StaffActor
let n = 0
const at = (day: Day): string => `${day}T10:00:00Z`
const newId = (kind: string): string => `${kind}_${String(++n).padStart(24, '0')}`
const run = async (text: ReturnType<typeof sql>): Promise<void> => void (await text.execute(house.db))
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
  await confirmLift(house.ctx(second), id)
}

/** The job of a day; what waits for two signatures gets them, and runs. Answers what failed. */
const day = async (on: Day): Promise<string[]> => {
  house.travel(`${on}T03:00:00Z`)
  for (let turn = 0;; turn++) {
    const { touched } = await purgeExpired(house.ctx(system('purge-expired')))
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

const alert = async (of: Signed, closedOn: Day | null): Promise<string> => {
  const id = newId('alrt')
  await run(
    sql`insert into alerts (id, scenario, version, revision, merchant_id, subject, level, window_from_on, window_to_on, says, finding, state, raised_at, due_at, closed_at, closed_by, close_reason, close_note, escalated_at, escalated_by)
    values (${id}, 'TM-01', 1, 1, ${of.merchantId}, ${id}, 'warn', '2020-01-01', '2020-01-01', 'x', '{}', ${closedOn ? 'closed' : 'escalated'}, '2020-01-01', '2020-01-03', ${closedOn && at(closedOn)}, ${closedOn && officer.id}, ${closedOn && 'explained'}, 'Une braderie à Locronan', ${closedOn ? null : '2020-01-02'}, ${closedOn ? null : officer.id})`,
  )
  await run(
    sql`insert into alert_notes (id, alert_id, body, author_id, at) values (${newId('note')}, ${id}, 'Vu avec le gérant', ${officer.id}, '2020-01-02')`,
  )
  return id
}

const request = async (closedOn: Day, of: Signed = shop): Promise<string> => {
  const id = newId('rght')
  await run(
    sql`insert into rights_requests (id, kind, requester, channel, state, language, name, email, said, received_on, recorded_at, recorded_by_kind, recorded_by, due_on, closed_at, closed_by, outcome) values (${id}, 'erasure', 'payer', 'letter', 'answered', 'fr', 'Azenor Kerouredan', 'azenor@exemple.test', 'Effacez-moi, dit-elle', '2020-01-01', '2020-01-01T10:00:00Z', 'staff', ${officer.id}, '2020-02-01', ${at(closedOn)}, ${officer.id}, 'done')`,
  )
  await run(
    sql`insert into rights_subjects (request_id, kind, subject_id, merchant_id, linked_by, linked_at) values (${id}, 'payer', ${newId('cust')}, ${of.merchantId}, ${officer.id}, '2020-01-02')`,
  )
  await run(
    sql`insert into rights_acts (request_id, at, act, actor_kind, actor_id, words) values (${id}, '2020-01-02', 'linked', 'staff', ${officer.id}, 'Azenor, rue du Port')`,
  )
  await putFile(`${id}.bin`, Buffer.alloc(32), Buffer.from('lettre'))
  await run(
    sql`insert into rights_files (id, request_id, kind, file_name, type, mime, byte_count, sha256, storage_key, added_by, added_at) values (${newId('rfil')}, ${id}, 'request', 'lettre.pdf', 'pdf', 'application/pdf', 6, sha256('lettre'::bytea), ${`${id}.bin`}, ${officer.id}, '2020-01-01')`,
  )
  const [erasure, rectification] = [newId('eras'), newId('rect')]
  await run(
    sql`insert into erasures (id, request_id, state, plan, plan_digest, proposed_by, proposed_at, decided_by, decided_at) values (${erasure}, ${id}, 'executed', '{"erases": 1}', 'x', ${officer.id}, '2020-01-02', ${second.id}, '2020-01-03')`,
  )
  await run(
    sql`insert into erasure_tombstones (hash, erasure_id, category, erased_at) values (sha256(${id}::bytea), ${erasure}, 'device', '2020-01-03')`,
  )
  await run(
    sql`insert into rectifications (id, request_id, state, subject_id, field, value_before, value_after, reason, proposed_by, proposed_at, decided_by, decided_at) values (${rectification}, ${id}, 'applied', 'cust_x', 'name', 'a', 'b', 'x', ${officer.id}, '2020-01-02', ${second.id}, '2020-01-03')`,
  )
  await run(
    sql`insert into rectified_values (rectification_id, subject_id, field, value_before, value_after, at) values (${rectification}, 'cust_x', 'name', 'a', 'b', '2020-01-03')`,
  )
  return id
}

const means = async (madeOn: Day, of: Signed = shop): Promise<{ payer: string; card: string; address: string }> => {
  const said = { payer: newId('cust'), card: newId('card'), address: newId('addr') }
  await run(
    sql`insert into payers (id, merchant_id, mode, name, email, created_at) values (${said.payer}, ${of.merchantId}, 'live', 'Goulven Abgrall', ${`${said.payer}@exemple.test`}, ${at(madeOn)})`,
  )
  await run(
    sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, name, created_at) values (${said.card}, ${of.merchantId}, 'live', sha256(${said.card}::bytea), '400000', '0077', 12, 2030, 'Goulven', ${at(madeOn)})`,
  )
  await run(sql`insert into card_vault (card_id, sealed_pan, wrapped_key, destroy_on) values (${said.card}, 'x', 'y', '2040-01-01')`)
  await run(
    sql`insert into payer_addresses (id, merchant_id, mode, line1, city, zip_code, country, created_at) values (${said.address}, ${of.merchantId}, 'live', '3 rue du Port', 'Brest', '29200', 'FR', ${at(madeOn)})`,
  )
  return said
}

const paid = async (createdOn: Day, covers: number, of: Signed = shop, state = 'paid'): Promise<string> => {
  const [id, account] = [newId('pout'), newId('acct')]
  const dossier = newId('doss')
  await run(
    sql`insert into dossiers (id, merchant_id, state, version, risk, risk_score, risk_reasons, risk_rule, created_at, updated_at) select ${dossier}, ${of.merchantId}, 'draft', 1, 'low', 0, '[]', 'x', '2010-01-01', '2010-01-01' where not exists (select from dossiers where merchant_id = ${of.merchantId})`,
  )
  await run(
    sql`insert into payout_accounts (id, dossier_id, iban, holder, created_at, replaced_at) select ${account}, id, '', '', '2010-01-01', '2010-02-01' from dossiers where merchant_id = ${of.merchantId} limit 1`,
  )
  await run(
    sql`insert into payouts (id, merchant_id, account_id, state, amount_cents, payments_cents, refunds_cents, disputes_cents, fees_cents, adjustments_cents, traded_on, statement_description, created_at, sent_at, bank_on, covers_to) values (${id}, ${of.merchantId}, ${account}, ${state}, 500, 500, 0, 0, 0, 0, ${createdOn}, 'VIGIE', ${at(createdOn)}, ${at(createdOn)}, ${createdOn}, ${covers})`,
  )
  return id
}

const book = async (of: Signed, on: Day, cents: number): Promise<number> => {
  house.travel(at(on))
  const subject = newId('paym')
  await unit(house.ctx(), async (tx) => {
    await postAll(tx, [{
      kind: 'capture',
      merchantId: of.merchantId,
      eventKey: `capture:${subject}`,
      book: 'live',
      currency: 'eur',
      subjectId: subject,
      at: tx.now,
      legs: [{ account: 1010, amountCents: cents }, { account: 2020, amountCents: -cents, merchantId: of.merchantId }],
    }])
    await record(tx, 'test.booked', { subject })
  })
  return (await sql<{ id: number }>`select id from ledger_entries where subject_id = ${subject}`.execute(house.db)).rows[0]!.id
}

/** What somebody asked to book by hand, and took back that day; null: it waits. */
const correction = async (of: Signed, closedOn: Day | null): Promise<string> => {
  const id = newId('corr')
  await run(
    sql`insert into corrections (id, merchant_id, kind, state, currency, amount_cents, reason, proposed_by, proposed_at, withdrawn_at, closed_on)
    values (${id}, ${of.merchantId}, 'goodwill', ${closedOn ? 'withdrawn' : 'proposed'}, 'eur', 100, 'Geste pour Quetzalcoatl', ${officer.id}, ${at(closedOn ?? '2015-07-01')}, ${closedOn ? at(closedOn) : null}, ${closedOn})`,
  )
  return id
}

const houseEntry = async (removedOn: Day | null): Promise<string> => {
  const id = newId('wlen')
  const version =
    (await sql<{ n: number }>`select coalesce(max(number), 0)::int + 1 as n from watchlist_versions where list_code = 'house'`.execute(
      house.db,
    ))
      .rows[0]!
      .n
  await run(
    sql`insert into watchlist_versions (id, list_code, state, number, origin, format, sha256, byte_count, entry_count, name_count, added_count, changed_count, removed_count, unchanged_count, imported_at, imported_by_kind, imported_by) values (${newId('wlvr')}, 'house', 'superseded', ${version}, 'console', 'own_csv', sha256('x'::bytea), 1, 1, 1, 1, 0, 0, 0, ${at(removedOn ?? '2020-01-01')}, 'staff', ${officer.id})`,
  )
  await run(
    sql`insert into watchlist_entries (id, list_code, ref, first_version, removed_version) values (${id}, 'house', ${`ref-${id}`}, ${version === 1 ? 1 : version - 1}, ${removedOn ? Math.max(version, 2) : null})`,
  )
  if (removedOn && version === 1) throw new Error('a first version removes nothing')
  await run(
    sql`insert into watchlist_editions (id, entry_id, list_code, from_version, name, party, details, digest) values (${newId('wled')}, ${id}, 'house', 1, 'Malo Le Fourbe', '{"kind":"person"}', '{"why":"cartes volées"}', sha256(${id}::bytea))`,
  )
  return id
}

beforeAll(async () => {
  house = await openHouse({ at: '2014-06-01T09:00:00Z' })
  ;[shop, other] = [await openAccount(house), await openAccount(house)]
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
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
    const invoice = async (on: Day, corrects: string | null = null): Promise<string> => {
      const id = newId('invc')
      await run(
        sql`insert into invoices (id, kind, number, series, serial, merchant_id, period_from, period_to, issued_on, currency, net_cents, vat_cents, total_cents, billed_to, corrects_id, created_at)
        values (${id}, ${corrects ? 'credit_note' : 'invoice'}, ${`F-${n}`}, 'F', ${n}, ${shop.merchantId}, ${`${on.slice(0, 7)}-01`}, ${addDays(on, -1)}, ${on}, 'eur', 100, 20, 120, '{"name":"Boulangerie Abgrall"}', ${corrects}, ${at(on)})`,
      )
      await run(
        sql`insert into invoice_lines (invoice_id, line, what, tax_code, operations, net_cents, vat_cents) values (${id}, 1, 'fees', 'fr20', 1, 100, 20)`,
      )
      return id
    }
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
    const freeze = async (releasedOn: Day | null): Promise<string> => {
      const [id, report] = [newId('frez'), newId('frrp')]
      await run(
        sql`insert into freezes (id, merchant_id, hit_id, entry_id, listed_name, reference, state, proposed_by, applied_by, applied_at, released_at) values (${id}, ${shop.merchantId}, ${id}, 'wlen_x', 'Radomir Keltivarov', 'FR-1', ${releasedOn ? 'released' : 'active'}, ${officer.id}, ${second.id}, '2020-01-01', ${releasedOn && at(releasedOn)})`,
      )
      await run(sql`insert into freeze_reports (id, freeze_id, number, prepared_at) values (${report}, ${id}, 1, '2020-01-01')`)
      await run(
        sql`insert into freeze_events (id, freeze_id, report_id, kind, at, words, source) values (${newId('frev')}, ${id}, ${report}, 'freeze_applied', '2020-01-01', 'Keltivarov, compte gelé', ${id})`,
      )
      return id
    }
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
