import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type pg from 'pg'
import { confirmFraud } from '#src/fraudDecisions/confirmFraud.ts'
import { workOnCase } from '#src/fraudDecisions/workOnCases.ts'
import { planSeen } from '#src/fraudEffects/effects.ts'
import { readPlan } from '#src/fraudEffects/plans.sql.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { openCtx, unit, type Ctx } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { useStorage } from '#src/platform/storage.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'
import type { BenchResult } from './index.ts'

export const usual = 5_000
const atOnce = 200
const bin = fileURLToPath(new URL('../bin/vigie', import.meta.url))
const officer: StaffActor = { kind: 'staff', id: 'staf_officer', name: 'Bench', roles: ['officer'] }
const as = ({ database }: Ground, actor: StaffActor): Ctx => openCtx({ actor, now, db: database.db })

const merchantOf = (n: number): string => `mrch_${String(n).padStart(24, '0')}`
const cardOf = (n: number): string => `card_${String(n).padStart(24, '0')}`
const caseOf = (n: number): string => `frdc_${String(n).padStart(24, '0')}`

/** A merchant with so many payments whose money is there, all of them in a case that somebody proposed to confirm. */
const addCase = async (ground: Ground, n: number, scale: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, n, n)
  await unit(ground.ctx('bench'), async (tx) => {
    await createMerchantKey(tx, merchantOf(n))
    await record(tx, 'merchant.created', { subject: merchantOf(n), merchantId: merchantOf(n) })
  })
  const numbers = sql`generate_series(${n}::int * 1000000, ${n}::int * 1000000 + ${scale}::int - 1) i`
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, created_at) values (${cardOf(n)}, ${merchantOf(n)}, 'live', sha256('bench'), '400000', '0077', 12, 2030, ${now})`
    .execute(db)
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, scheme, method, card_id, fee_cents, created_at, processed_at, captured_at, bank_on)
    select ${id('paym')}, ${merchantOf(n)}, 'live', 'captured', 2000 + i % 500, 'eur', 'visa', 'card', ${cardOf(n)}, 21, ${now}, ${now}, ${now}, ${now}::timestamptz::date from ${numbers}`
    .execute(db)
  for (const [kind, debit, credit] of [['capture', 1100, 2010], ['available', 2010, 2020]] as const) {
    await sql`with entries as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on)
        select 'live', ${kind} || ':' || ${id('paym')}, ${kind}::ledger_entry_kind, 'eur', ${merchantOf(n)}, ${id('paym')}, ${now}, ${now}::timestamptz::date from ${numbers} returning id, subject_id, written_in)
      insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, scheme, amount_cents)
      select e.id, side.leg, e.written_in, 'live', 'eur', side.account, case when side.account <> 1100 then ${merchantOf(n)} end, case when side.account = 1100 then 'visa' end, side.sign * (p.amount_cents - 21)
      from entries e join payments p on p.id = e.subject_id cross join (values (1, ${debit}::smallint, 1), (2, ${credit}::smallint, -1)) side(leg, account, sign)`
      .execute(db)
  }
  await sql`insert into fraud_cases (id, merchant_id, mode, state, reason, statement, opened_by_kind, opened_by, opened_at, payment_count) values (${caseOf(n)}, ${merchantOf(n)}, 'live', 'proposed', 'stolen_keys', 'Bench', 'staff', 'bench', ${now}, ${scale})`
    .execute(db)
  await sql`insert into fraud_case_payments (case_id, payment_id, added_by, added_at, finding) select ${caseOf(n)}, ${id('paym')}, 'bench', ${now}, 'stolen_means' from ${numbers}`
    .execute(db)
  await sql`insert into fraud_decisions (id, case_id, verdict, reason, bearer, proposed_by, proposed_at) values (${`frdd_${String(n).padStart(24, '0')}`}, ${caseOf(n)}, 'confirm', 'Bench', 'merchant', 'staf_agent', ${now})`
    .execute(db)
  await settle(ground.database)
  for (let i = 0; i < 3; i++) await snapshotBalances(ground.ctx('snapshot-balances'))
}

const events = (client: pg.PoolClient, name: string, merchantId: string, ids: readonly string[], data: object) =>
  client.query(
    `with written as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) select $1, $2, x, $3, 'staff', 'bench', 'bench', $5 from unnest($4::text[]) x returning id)
    insert into audit_unsealed select id, sha256('bench') from written`,
    [now, name, merchantId, ids, JSON.stringify(data)],
  )

/** One set of entries of two postings each, for the payments of a batch. */
const entries = (
  client: pg.PoolClient,
  [kind, prefix]: [string, string],
  merchantId: string,
  ids: readonly string[],
  keys: readonly string[],
  cents: string,
  [debit, credit]: [number, number],
) =>
  client.query(
    `with entries as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on)
      select 'live', $6 || key, $7::ledger_entry_kind, 'eur', $1, id, $2, $2::timestamptz::date from unnest($3::text[], $4::text[]) x(id, key) returning id, subject_id, written_in)
    insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, scheme, tax_code, amount_cents)
    select e.id, s.leg, e.written_in, 'live', 'eur', s.account, case when s.account = 2020 then $1 end, case when s.account = 2110 then 'visa' end, case when s.account = 5010 then 'exempt_261c' end, s.sign * p.${cents}
    from entries e join payments p on p.id = e.subject_id cross join (select * from unnest(array[1, 2], $5::smallint[], array[1, -1]) s(leg, account, sign)) s`,
    [merchantId, now, ids, keys, [debit, credit], prefix, kind],
  )

/**
 * The same rows by hand, in the same batches: the plan, the refunds, two entries a payment, what is hidden, the events. No rules, no
 * certificate.
 */
const bareBatch = async (client: pg.PoolClient, n: number, ids: readonly string[]): Promise<void> => {
  const merchantId = merchantOf(n)
  const refunds = ids.map(() => newId('refd', now))
  await client.query('begin')
  await client.query(`select id from fraud_cases where id = $1 for update`, [caseOf(n)])
  await client.query(`select amount_cents, refunded_cents, fee_cents, state from payments where id = any($1) order by id for update`, [ids])
  await client.query(`select pg_advisory_xact_lock(ledger_lock_key($1, 'live', 'eur'))`, [merchantId])
  await client.query(`select account, amount_cents from ledger_balances($1, 'live', 'eur')`, [merchantId])
  await client.query(
    `insert into refunds (id, payment_id, merchant_id, mode, state, kind, amount_cents, currency, asked_by, created_at, hidden_at)
    select x.id, p.id, $1, 'live', 'to_refund', 'fraud', p.amount_cents, 'eur', 'bench', $2, $2 from unnest($3::text[], $4::text[]) x(id, payment_id) join payments p on p.id = x.payment_id`,
    [merchantId, now, refunds, ids],
  )
  await entries(client, ['fee_refund', `fraud_fee:${caseOf(n)}:`], merchantId, ids, ids, 'fee_cents', [5010, 2020])
  await entries(client, ['fraud_removal', 'refund:'], merchantId, ids, refunds, 'amount_cents', [2020, 2110])
  await client.query(`update payments set hidden_at = $1, refunded_cents = amount_cents where id = any($2)`, [now, ids])
  await client.query(
    `update fraud_effects e set state = 'applied', applied_at = $1, refund_id = x.refund, entry_keys = array['fraud_fee:' || e.case_id || ':' || x.id, 'refund:' || x.refund], after = '{}'
    from unnest($3::text[], $4::text[]) x(id, refund) where e.case_id = $2 and e.payment_id = x.id`,
    [now, caseOf(n), ids, refunds],
  )
  await client.query(`update fraud_case_payments set state = 'fraudulent' where case_id = $1 and payment_id = any($2)`, [caseOf(n), ids])
  await events(client, 'refund.created', merchantId, refunds, { kind: 'fraud' })
  await events(client, 'payment.hidden', merchantId, ids, { caseId: caseOf(n) })
  await client.query('commit')
}

const bare = async ({ database }: Ground, n: number): Promise<number> => {
  const start = performance.now()
  const client = await database.pool.connect()
  const { rows } = await client.query<{ id: string }>(
    `select p.id from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = $1 order by 1 for update of p`,
    [caseOf(n)],
  )
  await client.query(
    `insert into fraud_effects (case_id, payment_id, merchant_id, currency, state, accounting, amount_cents, return_cents, accept_cents, fee_cents, dispute_fee_cents, is_absorbed, before, planned_at)
    select $1, p.id, p.merchant_id, 'eur', 'planned', 'captured', p.amount_cents, p.amount_cents, 0, p.fee_cents, 0, false, '{}', $2 from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = $1`,
    [caseOf(n), now],
  )
  for (let from = 0; from < rows.length; from += atOnce) await bareBatch(client, n, rows.slice(from, from + atOnce).map((row) => row.id))
  await client.query(`update fraud_cases set state = 'confirmed', closed_at = $2 where id = $1`, [caseOf(n), now])
  client.release()
  return (performance.now() - start) / 1_000
}

const decide = async (ground: Ground, n: number): Promise<void> => {
  const ctx = as(ground, officer)
  await confirmFraud(ctx, caseOf(n), { seen: planSeen(await readPlan(ctx.db, caseOf(n), 'confirm', 'merchant')) })
}

const ours = async (ground: Ground, n: number): Promise<{ seconds: number; posting: number }> => {
  const start = performance.now()
  await decide(ground, n)
  // all but the closing: its certificate has a line for every payment, which the bare statements do not draw
  await workOnCase(as(ground, officer), caseOf(n), 1e6, { isClosing: false })
  const posting = (performance.now() - start) / 1_000
  await workOnCase(as(ground, officer), caseOf(n))
  return { posting, seconds: (performance.now() - start) / 1_000 }
}

const countOf = async (
  { database }: Ground,
  n: number,
): Promise<{ applied: number; refunds: number; hidden: number; entries: number; state: string }> => {
  const { rows: [row] } = await database.pool.query(
    `select (select count(*)::int from fraud_effects where case_id = $1 and state = 'applied') as applied, (select count(*)::int from refunds where merchant_id = $2) as refunds,
    (select count(*)::int from payments where merchant_id = $2 and hidden_at is not null) as hidden, (select count(*)::int from ledger_entries where merchant_id = $2 and kind in ('fee_refund', 'fraud_removal')) as entries,
    (select state::text from fraud_cases where id = $1) as state`,
    [caseOf(n), merchantOf(n)],
  )
  return row
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/**
 * `kill -9` of the job in the middle of a case, then the job again: everything once. Answers how many were applied when it died, and what
 * is wrong.
 */
const killed = async (ground: Ground, n: number, scale: number, dataDir: string): Promise<{ at: number; fault: string | null }> => {
  await decide(ground, n)
  const env = {
    ...process.env,
    DATABASE_URL: ground.url,
    DATA_DIR: dataDir,
    STORAGE_URL: join(dataDir, 'files'),
    MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
  }
  const run = () =>
    spawn(process.execPath, [bin, 'job', 'run', 'post-fraud-credits', '--at', now.toISOString(), '--json'], {
      env,
      stdio: 'ignore',
      detached: true,
    })
  const child = run()
  while ((await countOf(ground, n)).applied < scale / 3) await pause(2)
  process.kill(-child.pid!, 'SIGKILL')
  await pause(200)
  const { applied: at } = await countOf(ground, n)
  const again = run()
  await new Promise((done) => again.once('exit', done))
  const end = await countOf(ground, n)
  const isWhole = end.applied === scale && end.refunds === scale && end.hidden === scale && end.entries === 2 * scale &&
    end.state === 'confirmed'
  return { at, fault: isWhole ? ((await checkLedger(ground.database.db)).fault ? 'the books do not hold' : null) : JSON.stringify(end) }
}

/**
 * A case of `scale` payments confirmed by the bare statements, by ours, and by the job with a kill in the middle. `ratio` = ours / raw, of
 * what both do.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  const dataDir = await mkdtemp(join(tmpdir(), 'vigie-fraud-'))
  await useStorage(join(dataDir, 'files'))
  for (const who of ['agent', 'officer'])
    await sql`insert into staff (id, email, name, password_hash, created_at) values (${`staf_${who}`}, ${`${who}@vigie.test`}, 'Bench', 'none', ${now})`
      .execute(ground.database.db)
  say(`${scale} payments by the bare statements…`)
  await addCase(ground, 1, scale)
  const raw = await bare(ground, 1)
  say(`${scale} payments by ours…`)
  await addCase(ground, 2, scale)
  const mine = await ours(ground, 2)
  say(`${scale} payments by the job, killed in the middle…`)
  await addCase(ground, 3, scale)
  const kill = await killed(ground, 3, scale, dataDir)
  await ground.close()
  await rm(dataDir, { recursive: true, force: true })
  say(
    `ours ${Math.round(scale / mine.posting)}/s (${round(mine.posting)} s, with its certificate ${round(mine.seconds)} s), bare ${Math.round(scale / raw)}/s; killed after ${kill.at}: ${kill.fault ?? 'resumed, nothing twice'}`,
  )
  return {
    bench: 'fraud-effects',
    scale,
    unit: 'payments/s',
    ours: Math.round(scale / mine.posting),
    raw: Math.round(scale / raw),
    ratio: round(raw / mine.posting),
    seconds: round(mine.posting),
    secondsWithCertificate: round(mine.seconds),
    killedAfter: kill.at,
    fault: kill.fault,
  }
}
