import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import type { Acquirer } from '#src/acquirer/acquirer.ts'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import type { ApiKeyActor } from '#src/kernel/actor.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { openCtx, unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 5_000_000
const lanes = 32
const few = 10_000
const merchants = 20
const seconds = 8

const merchantId = (n: number): string => `mrch_${String(n + 1).padStart(24, '0')}`

/** Sixteen digits that pass, of a range that no test number is in. */
const panOf = (n: number): string => {
  const body = `497010${String(n).padStart(9, '0')}`
  const sum = [...body].reverse().reduce(
    (all, digit, i) => all + (i % 2 === 0 ? (Number(digit) * 2 > 9 ? Number(digit) * 2 - 9 : Number(digit) * 2) : Number(digit)),
    0,
  )
  return body + ((10 - (sum % 10)) % 10)
}

/** Every payment is captured with its authorisation: the whole way from the call to the books. */
const capturing = (acquirer: Acquirer): Acquirer => ({
  ...acquirer,
  authorize: async (call) => ({ ...(await acquirer.authorize(call)), isCaptured: true }),
})

const prepare = async (ground: Ground): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, 1, merchants)
  await unit(ground.ctx('bench'), async (tx) => {
    for (let n = 0; n < merchants; n++) await createMerchantKey(tx, merchantId(n))
    await record(tx, 'bench.prepared', { subject: 'bench' })
  })
  useAcquirer(capturing(openSimulator({ db })))
}

/** Payments that were captured long ago, so that every index and every sum has its size. */
const fill = async ({ database }: Ground, from: number, to: number): Promise<void> => {
  const step = 250_000
  for (let first = from; first <= to; first += step) {
    const last = Math.min(to, first + step - 1)
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, order_id, response, created_at, processed_at, captured_at, bank_on)
      select ${id('paym')}, 'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0'), 'test', 'draft', 1000 + i % 9000, 'eur', 'o' || i, '00',
        ${now}::timestamptz - (${to} - i) * interval '1 second', ${now}, ${now}, '2026-11-01' from generate_series(${first}::int, ${last}::int) i`
      .execute(database.db)
  }
  await settle(database)
}

type Measured = { rate: number; p99: number }
const p99 = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0

let made = 0
const ours = async (ground: Ground): Promise<Measured> => {
  const times: number[] = []
  const end = performance.now() + seconds * 1_000
  const start = performance.now()
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      const n = made++
      const actor: ApiKeyActor = { kind: 'api_key', id: 'akey_bench', merchantId: merchantId(n % merchants), mode: 'test' }
      const ctx = openCtx({ actor, now: new Date(now.getTime() + n), db: ground.database.db })
      const lap = performance.now()
      await createPayment(ctx, { merchantId: actor.merchantId, mode: 'test' }, {
        amount: 1_000 + (n % 9_000),
        currency: 'eur',
        order_id: `n${n}`,
        card: { number: panOf(n % 2_000), exp_month: 12, exp_year: 2030, cvc: '123' },
      })
      times.push(performance.now() - lap)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return { rate: times.length / ((performance.now() - start) / 1_000), p99: p99(times) }
}

/**
 * The same rows, bare, by pgbench: both transactions and the acquirer's own row between them. No rule, no schema, no history but its rows.
 */
const script = `\\set n random(1, 1000000000000)
\\set m random(1, ${merchants})
\\set a random(1000, 9999)
begin;
insert into payments (id, merchant_id, mode, state, amount_cents, currency, order_id, capture, created_at, processed_at, fee_cents) values ('pgbp_' || :n::text, 'mrch_' || lpad(:m::text, 24, '0'), 'live', 'draft', :a, 'eur', 'o' || :n::text, true, now(), now(), 0);
with w as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) values (now(), 'payment.created', 'pgbp_' || :n::text, 'mrch_' || lpad(:m::text, 24, '0'), 'api_key', 'akey_bench', 'r', '{"mode": "live", "state": "authorizing"}') returning id) insert into audit_unsealed (event_id, mark) select id, sha256('bench') from w;
insert into acquirer_calls (id, act, merchant_id, mode, payment_id, amount_cents, currency, asked_at) values ('pgbc_' || :n::text, 'authorize', 'mrch_' || lpad(:m::text, 24, '0'), 'live', 'pgbp_' || :n::text, :a, 'eur', now());
commit;
insert into simulator_operations (call_id, act, reference, amount_cents, currency, scheme, response, done_at) values ('pgbc_' || :n::text, 'authorize', 'pgbr_' || :n::text, :a, 'eur', 'visa', '00', now());
begin;
update acquirer_calls set state = 'answered', response = '00', reference = 'pgbr_' || :n::text, answered_at = now() where id = 'pgbc_' || :n::text;
update payments set response = '00', captured_at = now(), fee_cents = 77 where id = 'pgbp_' || :n::text;
with w as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) values (now(), 'payment.captured', 'pgbp_' || :n::text, 'mrch_' || lpad(:m::text, 24, '0'), 'api_key', 'akey_bench', 'r', '{"mode": "live", "from": "authorizing", "to": "captured"}') returning id) insert into audit_unsealed (event_id, mark) select id, sha256('bench') from w;
with w as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on) values ('live', 'capture' || chr(58) || 'pgbp_' || :n::text, 'capture', 'eur', 'mrch_' || lpad(:m::text, 24, '0'), 'pgbp_' || :n::text, timestamptz '2026-11-22 10:00Z', '2026-11-22') returning id, written_in)
  insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, scheme, amount_cents, tax_code)
  select w.id, l.leg, w.written_in, 'live', 'eur', l.account, l.merchant_id, l.scheme, l.amount, l.tax from w cross join (values
    (1, 1100, null, 'visa', :a::bigint, null), (2, 2010, 'mrch_' || lpad(:m::text, 24, '0'), null, -:a::bigint, null),
    (3, 2010, 'mrch_' || lpad(:m::text, 24, '0'), null, 77::bigint, null), (4, 4010, null, null, -77::bigint, 'exempt_261c')) l (leg, account, merchant_id, scheme, amount, tax);
commit;
`

const inShell = promisify(execFile)

const bare = async ({ url }: Ground): Promise<Measured | null> => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-pgbench-'))
  try {
    await writeFile(join(folder, 'pay.sql'), script)
    const { stdout } = await inShell('pgbench', [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(lanes),
      '-j',
      '2',
      '-T',
      String(seconds),
      '-l',
      '--log-prefix',
      join(folder, 'log'),
      '-f',
      join(folder, 'pay.sql'),
      url,
    ], { cwd: folder })
    const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
    const logs = await Promise.all(
      (await readdir(folder)).filter((name) => name.startsWith('log')).map((name) => readFile(join(folder, name), 'utf8')),
    )
    const times = logs.flatMap((log) => log.trim().split('\n').map((line) => Number(line.split(' ')[2]) / 1_000))
    return { rate, p99: p99(times) }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Card payments captured on 32 connections: the use case with everything it does, beside pgbench making the same rows on the same database.
 * Targets: rate at least 0.35 of pgbench's, p99 under 5 × its own, and the rate among 5,000,000 payments at least 0.8 of that among 10,000.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  await prepare(ground)
  await fill(ground, 1, few)
  await ours(ground)
  const small = await ours(ground)
  say(`among ${few}: ${Math.round(small.rate)}/s, p99 ${round(small.p99)} ms`)
  await fill(ground, few + 1, scale)
  await ours(ground)
  const raw = await bare(ground)
  if (!raw) say('pgbench is not installed: nothing to compare with')
  const full = await ours(ground)
  say(
    `among ${scale}: ${Math.round(full.rate)}/s, p99 ${round(full.p99)} ms; pgbench ${raw ? `${Math.round(raw.rate)}/s, p99 ${round(raw.p99)} ms` : 'absent'}`,
  )
  await ground.close()
  return {
    bench: 'create-payment',
    scale,
    unit: 'payments/s',
    ours: round(full.rate),
    raw: raw && round(raw.rate),
    ratio: raw && round(full.rate / raw.rate),
    p99: round(full.p99),
    rawP99: raw && round(raw.p99),
    p99Ratio: raw && round(full.p99 / raw.p99),
    amongFew: round(small.rate),
    growth: round(full.rate / small.rate),
    target: 'ratio >= 0.35, p99Ratio < 5, growth >= 0.8',
  }
}
