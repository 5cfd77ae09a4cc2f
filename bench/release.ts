import { sql } from 'kysely'
import type pg from 'pg'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { releaseHeldFunds } from '#src/releases/releaseHeldFunds.ts'
import { addMerchants, addProvedAccounts, id, openGround, round, say, settle, timedRate, type Ground } from './ground.ts'
import type { BenchResult } from './index.ts'

export const usual = 10_000
const lanes = 4
/** A Monday: a day on which money can leave. */
const now = new Date('2026-11-23T06:00:00Z')
const ctxOf = ({ database }: Ground, name: string) => openCtx({ actor: system(name), now, db: database.db })
const keptCents = 48_250

/** Merchants from..to, terminated 13 months ago, their RIB accepted, each with a reserve whose last day is today. */
const addDue = async (ground: Ground, from: number, to: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, from, to)
  await addProvedAccounts(ground.database, from, to)
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  await sql`update merchants set state = 'terminated' where state = 'onboarding'`.execute(db)
  await sql`insert into breaches (id, merchant_id, act, state, ground, reason, clause_version, secured_claims, proposed_by, proposed_at, decided_by, decided_at, terminated_on, release_on)
    select ${id('brch')}, ${id('mrch')}, 'terminate', 'taken', 'other', 'Bench', 'bench', 'Bench', 'staf_bench', ${now}, 'staf_second', ${now}, '2025-10-23', '2026-11-23' from ${numbers}`
    .execute(db)
  await sql`insert into holds (id, merchant_id, title, state, currency, breach_id, grounds, clause_version, secured_claims, left_cents, release_on, proposed_by, proposed_at, decided_by, decided_at)
    select ${id('hold')}, ${id('mrch')}, 'contract_reserve', 'active', 'eur', ${id('brch')}, 'Bench', 'bench', 'Bench', ${keptCents}::bigint, '2026-11-23', 'staf_bench', ${now}, 'staf_second', ${now} from ${numbers}`
    .execute(db)
  // what came in, and then went into the reserve
  await sql`with entries as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on)
      select 'live', kind || ':' || ${id('hold')}, kind::ledger_entry_kind, 'eur', ${id('mrch')}, ${id('hold')}, ${now}, ${now}::date from ${numbers} cross join (values ('available'), ('hold')) k(kind) returning id, kind, subject_id, merchant_id, written_in),
    posted as (insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, amount_cents)
      select e.id, side.leg, e.written_in, 'live', 'eur', case when e.kind = 'hold' then side.second else side.first end, e.merchant_id, side.sign * ${keptCents}::bigint from entries e cross join (values (1, 2010, 2020, 1), (2, 2020, 2030, -1)) side(leg, first, second, sign))
    insert into hold_slices (hold_id, merchant_id, amount_cents, left_cents, taken_at, release_on, entry_id) select subject_id, merchant_id, ${keptCents}::bigint, ${keptCents}::bigint, ${now}, '2026-11-23', id from entries where kind = 'hold'`
    .execute(db)
  await settle(ground.database)
}

const event = (client: pg.PoolClient, name: string, subject: string, merchantId: string, data: object) =>
  client.query(
    `with written as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) values ($1, $2, $3, $4, 'system', 'bench', 'bench', $5) returning id)
    insert into audit_unsealed select id, sha256('bench') from written`,
    [now, name, subject, merchantId, JSON.stringify(data)],
  )

const entry = async (
  client: pg.PoolClient,
  key: string,
  kind: string,
  merchantId: string,
  subject: string,
  [from, to]: [number, number],
  cents: number,
): Promise<number> => {
  const { rows } = await client.query(
    `with written as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on) values ('live', $1, $2::ledger_entry_kind, 'eur', $3, $4, $5::timestamptz, $5::timestamptz::date) returning id, written_in),
    posted as (insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, amount_cents) select id, side.leg, written_in, 'live', 'eur', side.account, $3, side.sign * $6::bigint
      from written cross join (values (1, $7::smallint, 1), (2, $8::smallint, -1)) side(leg, account, sign))
    select id from written`,
    [key, kind, merchantId, subject, now, cents, from, to],
  )
  return rows[0].id
}

/**
 * The same rows by hand, one transaction a merchant: balances under the lock, who is paid and where, the reserve let go, its act and event,
 * the payout with its lines, entry and event. No rules.
 */
const bareOne = async (
  client: pg.PoolClient,
  { id: holdId, merchant_id: merchantId }: { id: string; merchant_id: string },
): Promise<void> => {
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(ledger_lock_key($1, 'live', 'eur'))`, [merchantId])
  await client.query(`select account, amount_cents from ledger_balances($1, 'live', 'eur')`, [merchantId])
  const { rows: [hold] } = await client.query(`select left_cents from holds where id = $1 for update`, [holdId])
  const { rows: [payee] } = await client.query(
    `select m.state, a.id as account from merchants m join dossiers d on d.merchant_id = m.id join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
    where m.id = $1 and exists (select from documents p where p.dossier_id = d.id and p.requirement_key = 'payout_account_proof' and p.state = 'accepted') for share of m`,
    [merchantId],
  )
  const cents = Number(hold.left_cents)
  await client.query(`update hold_slices set left_cents = 0 where hold_id = $1`, [holdId])
  await entry(client, `hold_release:${holdId}`, 'release', merchantId, holdId, [2030, 2020], cents)
  await client.query(`update holds set left_cents = 0, state = 'released', closed_at = $2 where id = $1`, [holdId, now])
  await client.query(
    `insert into hold_acts (hold_id, at, act, actor_kind, actor_id, amount_cents) values ($1, $2, 'released', 'system', 'bench', $3)`,
    [holdId, now, cents],
  )
  await event(client, 'hold.released', holdId, merchantId, { amountCents: cents })
  const { rows } = await client.query(
    `select p.entry_id, -p.amount_cents as cents, e.subject_id from ledger_postings p join ledger_entries e on e.id = p.entry_id
    where p.merchant_id = $1 and p.book = 'live' and p.currency = 'eur' and p.account = 2020`,
    [merchantId],
  )
  const payoutId = newId('pout', now)
  await client.query(
    `insert into payouts (id, merchant_id, account_id, amount_cents, payments_cents, refunds_cents, disputes_cents, fees_cents, adjustments_cents, traded_on, statement_description, created_at, covers_to, is_final)
    values ($1, $2, $3, $4, 0, 0, 0, 0, $4, $5::timestamptz::date, 'BENCH', $5, 0, true)`,
    [payoutId, merchantId, payee.account, cents, now],
  )
  await client.query(
    `insert into payout_lines (payout_id, entry_id, kind, subject_id, amount_cents) select $1, x.* from unnest($2::bigint[], $3::payout_line_kind[], $4::text[], $5::bigint[]) x`,
    [
      payoutId,
      rows.map((row) => row.entry_id),
      rows.map(() => 'adjustment'),
      rows.map((row) => row.subject_id),
      rows.map((row) => row.cents),
    ],
  )
  await event(client, 'payout.created', payoutId, merchantId, { amountCents: cents })
  await entry(client, `payout:${payoutId}`, 'payout_created', merchantId, payoutId, [2020, 2050], cents)
  await client.query('commit')
}

const bare = ({ database }: Ground) =>
  timedRate(async () => {
    const { rows } = await database.pool.query<{ id: string; merchant_id: string }>(
      `select id, merchant_id from holds where state = 'active' and release_on <= '2026-11-23' order by merchant_id`,
    )
    let next = 0
    const lane = async (): Promise<void> => {
      const client = await database.pool.connect()
      while (next < rows.length) await bareOne(client, rows[next++]!)
      client.release()
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return rows.length
  })

const ours = (ground: Ground) =>
  timedRate(async () => {
    const report = await releaseHeldFunds(ctxOf(ground, 'release-held-funds'))
    if (report.failed + report.skipped > 0) throw new Error(`${report.failed} failed, ${report.skipped} skipped`)
    return report.done
  })

/** `scale` reserves are due; the bare statements let go and pay as many others in the same database. `ratio` = ours / raw. */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  say(`${scale} reserves due, let go by the bare statements…`)
  await addDue(ground, 1, scale)
  const raw = await bare(ground)
  say(`${scale} others due, let go by ours…`)
  await addDue(ground, scale + 1, 2 * scale)
  for (let i = 0; i < 3; i++) await snapshotBalances(ctxOf(ground, 'snapshot-balances'))
  const mine = await ours(ground)
  const nothing = await timedRate(async () => (await releaseHeldFunds(ctxOf(ground, 'release-held-funds'))).done)
  const { rows: [left] } = await sql<{ held: number; paid: number }>`select (select count(*)::int from holds where state <> 'released') as held, (select count(*)::int from payouts where amount_cents = ${keptCents}) as paid`
    .execute(ground.database.db)
  await ground.close()
  if (left!.held > 0 || left!.paid !== 2 * scale) throw new Error(`${left!.held} are still held, ${left!.paid} were paid`)
  say(
    `ours ${Math.round(mine.rate)}/s (${mine.count} in ${round(mine.seconds)} s), bare ${Math.round(raw.rate)}/s; nothing due: ${round(nothing.seconds * 1_000)} ms`,
  )
  return {
    bench: 'release',
    scale,
    unit: 'reserves/s',
    ours: Math.round(mine.rate),
    raw: Math.round(raw.rate),
    ratio: round(mine.rate / raw.rate),
    seconds: round(mine.seconds),
    nothingDueMs: round(nothing.seconds * 1_000),
  }
}
