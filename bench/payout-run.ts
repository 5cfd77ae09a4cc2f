import { sql } from 'kysely'
import type pg from 'pg'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { openCtx } from '#src/platform/ctx.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, addProvedAccounts, openGround, round, say, settle, timedRate, type Ground } from './ground.ts'

export const usual = 10_000
const lanes = 4
/** A Monday: the other benches' Sunday is no banking day. */
const now = new Date('2026-11-23T06:00:00Z')
const ctxOf = ({ database }: Ground, name: string) => openCtx({ actor: system(name), now, db: database.db })
const paymentsEach = 4

/** Merchants from..to, validated, their RIB accepted, each with a few payments whose money is there. */
const addDue = async (ground: Ground, from: number, to: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, from, to)
  await addProvedAccounts(ground.database, from, to)
  await sql`update merchants set state = 'validated' where state <> 'validated'`.execute(db)
  const payments = sql`generate_series(${from}::int * ${paymentsEach}, ${to}::int * ${paymentsEach} + ${paymentsEach - 1}) n`
  const ofPayment = sql`'paym_' || lpad(n::text, 24, '0')`
  const ofMerchant = sql`'mrch_' || lpad((n / ${paymentsEach})::text, 24, '0')`
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, fee_cents, created_at, processed_at)
    select ${ofPayment}, ${ofMerchant}, 'live', 'canceled', 2000 + n % 500, 'eur', 21, ${now}, ${now} from ${payments}`
    .execute(db)
  await sql`with entries as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on)
      select 'live', 'available:' || ${ofPayment}, 'available', 'eur', ${ofMerchant}, ${ofPayment}, ${now}, ${now}::date from ${payments} returning id, subject_id, merchant_id, written_in)
    insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, amount_cents)
    select e.id, side.leg, e.written_in, 'live', 'eur', side.account, e.merchant_id, side.sign * (p.amount_cents - p.fee_cents)
    from entries e join payments p on p.id = e.subject_id cross join (values (1, 2010, 1), (2, 2020, -1)) side(leg, account, sign)`
    .execute(db)
  await settle(ground.database)
}

const event = (client: pg.PoolClient, name: string, subject: string, merchantId: string, data: object) =>
  client.query(
    `with written as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) values ($1, $2, $3, $4, 'system', 'bench', 'bench', $5) returning id)
    insert into audit_unsealed select id, sha256('bench') from written`,
    [now, name, subject, merchantId, JSON.stringify(data)],
  )

/**
 * The same rows by hand, one transaction a merchant: balances under the lock, who is paid and where, the payout, its lines, its entry, its
 * event. No rules.
 */
const bareOne = async (client: pg.PoolClient, merchantId: string): Promise<void> => {
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(ledger_lock_key($1, 'live', 'eur'))`, [merchantId])
  await client.query(`select account, amount_cents from ledger_balances($1, 'live', 'eur')`, [merchantId])
  const { rows: [payee] } = await client.query(
    `select m.state, a.id as account from merchants m join dossiers d on d.merchant_id = m.id join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
    where m.id = $1 and exists (select from documents p where p.dossier_id = d.id and p.requirement_key = 'payout_account_proof' and p.state = 'accepted') for share of m`,
    [merchantId],
  )
  const { rows } = await client.query(
    `select p.entry_id, -p.amount_cents as cents, e.subject_id, y.amount_cents as gross from ledger_postings p join ledger_entries e on e.id = p.entry_id join payments y on y.id = e.subject_id
    where p.merchant_id = $1 and p.book = 'live' and p.currency = 'eur' and p.account = 2020`,
    [merchantId],
  )
  const [gross, net] = [rows.reduce((sum, row) => sum + Number(row.gross), 0), rows.reduce((sum, row) => sum + Number(row.cents), 0)]
  const payoutId = newId('pout', now)
  await client.query(
    `insert into payouts (id, merchant_id, account_id, amount_cents, payments_cents, refunds_cents, disputes_cents, fees_cents, adjustments_cents, traded_on, statement_description, created_at, covers_to)
    values ($1, $2, $3, $4, $5, 0, 0, $6, 0, $7::timestamptz::date, 'BENCH', $7, 0)`,
    [
      payoutId,
      merchantId,
      payee.account,
      net,
      gross,
      gross - net,
      now,
    ],
  )
  await client.query(
    `insert into payout_lines (payout_id, entry_id, kind, subject_id, amount_cents) select $1, x.* from unnest($2::bigint[], $3::payout_line_kind[], $4::text[], $5::bigint[]) x`,
    [
      payoutId,
      rows.flatMap((row) => [row.entry_id, row.entry_id]),
      rows.flatMap(() => ['payment', 'fee']),
      rows.flatMap((row) => [row.subject_id, row.subject_id]),
      rows.flatMap((row) => [row.gross, row.gross - row.cents]),
    ],
  )
  await event(client, 'payout.created', payoutId, merchantId, { amountCents: net })
  await client.query(
    `with written as (insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on) values ('live', $1, 'payout_created', 'eur', $2, $3, $4::timestamptz, $4::timestamptz::date) returning id, written_in)
    insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, amount_cents) select id, side.leg, written_in, 'live', 'eur', side.account, $2, side.sign * $5::bigint
    from written cross join (values (1, 2020, 1), (2, 2050, -1)) side(leg, account, sign)`,
    [`payout:${payoutId}`, merchantId, payoutId, now, net],
  )
  await client.query('commit')
}

const bare = ({ database }: Ground) =>
  timedRate(async () => {
    const { rows } = await database.pool.query<{ merchant_id: string }>(
      `select merchant_id from ledger_postings where book = 'live' and account = 2020 group by merchant_id having sum(amount_cents) < 0 order by 1`,
    )
    let next = 0
    const lane = async (): Promise<void> => {
      const client = await database.pool.connect()
      while (next < rows.length) await bareOne(client, rows[next++]!.merchant_id)
      client.release()
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return rows.length
  })

const ours = (ground: Ground) =>
  timedRate(async () => {
    const report = await createPayouts(ctxOf(ground, 'create-payouts'))
    if (report.failed + report.skipped > 0) throw new Error(`${report.failed} failed, ${report.skipped} skipped`)
    return report.done
  })

/** What a run costs that finds nobody due. */
const idle = async (ground: Ground): Promise<number> =>
  (await timedRate(async () => (await createPayouts(ctxOf(ground, 'create-payouts'))).done)).seconds * 1_000

/** `scale` merchants are due; the bare statements pay as many others in the same database. `ratio` = ours / raw. */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  say(`${scale} merchants due, paid by the bare statements…`)
  await addDue(ground, 1, scale)
  const raw = await bare(ground)
  say(`${scale} others due, paid by ours…`)
  await addDue(ground, scale + 1, 2 * scale)
  for (let i = 0; i < 3; i++) await snapshotBalances(ctxOf(ground, 'snapshot-balances'))
  const mine = await ours(ground)
  const nothing = await idle(ground)
  const batches = await timedRate(async () => (await openBatches(ctxOf(ground, 'create-payouts'))).length)
  await ground.close()
  say(
    `ours ${Math.round(mine.rate)}/s (${mine.count} in ${round(mine.seconds)} s), bare ${Math.round(raw.rate)}/s; nobody due: ${round(nothing)} ms; ${batches.count} files in ${round(batches.seconds)} s`,
  )
  return {
    bench: 'payout-run',
    scale,
    unit: 'merchants/s',
    ours: Math.round(mine.rate),
    raw: Math.round(raw.rate),
    ratio: round(mine.rate / raw.rate),
    seconds: round(mine.seconds),
    nothingDueMs: round(nothing),
    batchSeconds: round(batches.seconds),
  }
}
