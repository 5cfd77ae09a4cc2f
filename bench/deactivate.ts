import { sql } from 'kysely'
import type pg from 'pg'
import { newId } from '#src/kernel/ids.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 1_000_000
const lanes = 4

/** Open requests from..to; every 50th is overdue, has a user, a session and a letter to receive. The rest end in days to come. */
const addRequests = async (ground: Ground, from: number, to: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, from, to)
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  await sql`update dossiers set state = 'awaiting_documents' where state = 'submitted'`.execute(db)
  await sql`insert into document_requests (id, dossier_id, merchant_id, purpose, state, opened_by, opened_at, started_at, due_at, next_reminder_at)
    select ${id('docr')}, ${id('doss')}, ${id('mrch')}, 'onboarding', 'open', 'staf_bench', ${now}::timestamptz - interval '31 days', ${now}::timestamptz - interval '31 days',
      case when i % 50 = 0 then ${now}::timestamptz - (i % 7200) * interval '1 second' - interval '1 second' else ${now}::timestamptz + (1 + i % 2500000) * interval '1 second' end, null from ${numbers}`
    .execute(db)
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, 'new_dossier', 'waiting', 'low', ${now}, ${now}, ${now} from ${numbers}`
    .execute(db)
  await sql`insert into merchant_users (id, merchant_id, email, password_hash, activated_at, last_contact_at, created_at)
    select ${id('musr')}, ${id('mrch')}, 'm' || i || '@bench.test', 'none', ${now}, ${now}, ${now} from ${numbers} where i % 50 = 0`
    .execute(db)
  await sql`insert into sessions (id, token_hash, merchant_user_id, created_at, seen_at, expires_at, ip, user_agent)
    select ${id('sess')}, sha256(('t' || i)::bytea), ${id('musr')}, ${now}, ${now}, ${now}::timestamptz + interval '12 hours', '127.0.0.1', 'bench' from ${numbers} where i % 50 = 0`
    .execute(db)
  await settle(ground.database)
}

/** Undoes what a run did, so that the other may do the same work. */
const rearm = async (ground: Ground): Promise<void> => {
  const { db } = ground.database
  await sql`update document_requests set state = 'open', closed_at = null, due_at = ${now}::timestamptz - interval '1 minute' where state = 'lapsed'`
    .execute(db)
  await sql`update dossiers set state = 'awaiting_documents' where state = 'lapsed'`.execute(db)
  await sql`update merchants set state = 'onboarding' where state = 'deactivated'`.execute(db)
  await sql`update review_items set state = 'waiting', closed_at = null, outcome = null where state = 'closed'`.execute(db)
  await sql`update sessions set ended_at = null`.execute(db)
  await sql`delete from mails`.execute(db)
  await settle(ground.database)
}

const event = async (client: pg.PoolClient, name: string, subject: string, merchantId: string): Promise<void> => {
  await client.query(
    `with written as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data) values ($1, $2, $3, $4, 'system', 'bench', 'bench', '{}') returning id)
     insert into audit_unsealed select id, sha256('bench') from written`,
    [now, name, subject, merchantId],
  )
}

/** The same rows by hand: the same locks, updates, events and letter, in one transaction a merchant. No rules, no rendering. */
const bareOne = async (client: pg.PoolClient, row: { id: string; dossier_id: string; merchant_id: string }): Promise<void> => {
  await client.query('begin')
  await client.query('select * from dossiers where id = $1 for update', [row.dossier_id])
  await client.query('select * from document_requests where id = $1 for update', [row.id])
  await client.query(`update document_requests set state = 'lapsed', closed_at = $2, due_at = null where id = $1`, [row.id, now])
  await event(client, 'document_request.lapsed', row.id, row.merchant_id)
  await client.query(`update dossiers set state = 'lapsed', updated_at = $2 where id = $1`, [row.dossier_id, now])
  await event(client, 'dossier.lapsed', row.dossier_id, row.merchant_id)
  const { rows: [review] } = await client.query(`select * from review_items where dossier_id = $1 and state <> 'closed' for update`, [
    row.dossier_id,
  ])
  await client.query(`update review_items set state = 'closed', closed_at = $2, outcome = 'lapsed' where id = $1`, [review.id, now])
  await event(client, 'review.closed', review.id, row.merchant_id)
  await client.query(
    'update sessions set ended_at = $2 where ended_at is null and merchant_user_id in (select id from merchant_users where merchant_id = $1)',
    [row.merchant_id, now],
  )
  await client.query('select * from merchants where id = $1 for update', [row.merchant_id])
  await client.query(`update merchants set state = 'deactivated', state_changed_at = $2 where id = $1`, [row.merchant_id, now])
  await event(client, 'merchant.deactivated', row.merchant_id, row.merchant_id)
  const { rows: users } = await client.query('select * from merchant_users where merchant_id = $1', [row.merchant_id])
  for (const user of users) {
    const mailId = newId('mail', now)
    await client.query(
      `insert into mails (id, merchant_id, subject_id, dedupe_key, template, language, to_address, subject, text_body, html_body, holds_secret, next_attempt_at, created_at)
       values ($1, $2, $3, $1, 'account_deactivated', 'fr', $4, 'x', repeat('x', 1500), repeat('x', 6000), false, $5, $5)`,
      [
        mailId,
        row.merchant_id,
        row.id,
        user.email,
        now,
      ],
    )
    await event(client, 'mail.written', mailId, row.merchant_id)
  }
  await client.query('commit')
}

const timedRate = async (work: () => Promise<number>): Promise<{ rate: number; count: number; seconds: number }> => {
  const start = performance.now()
  const count = await work()
  const seconds = (performance.now() - start) / 1_000
  return { rate: count / seconds, count, seconds }
}

const bare = ({ database }: Ground) =>
  timedRate(async () => {
    const { rows } = await database.pool.query(
      `select id, dossier_id, merchant_id from document_requests where state = 'open' and due_at <= $1 order by due_at, id`,
      [now],
    )
    let next = 0
    const lane = async (): Promise<void> => {
      const client = await database.pool.connect()
      while (next < rows.length) await bareOne(client, rows[next++])
      client.release()
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return rows.length
  })

const ours = (ground: Ground) =>
  timedRate(async () => {
    const report = await deactivateOverdueMerchants(ground.ctx('deactivate-overdue-merchants'))
    if (report.failed + report.skipped > 0) throw new Error(`${report.failed} failed, ${report.skipped} skipped`)
    return report.done
  })

/** What a run costs that finds nothing due: the price of the total. */
const idle = async (ground: Ground): Promise<number> => (await ours(ground)).seconds * 1_000

/**
 * Target: at least half the rate of the bare per-row transactions (`ratio` = ours / raw), and cost set by the overdue, not by the total.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  const little = Math.ceil(scale / 10)
  say(`${little} open requests, one in fifty overdue…`)
  await addRequests(ground, 1, little)
  const small = await ours(ground)
  const idleSmall = await idle(ground)
  await sql`update document_requests set state = 'withdrawn', due_at = null, closed_at = ${now} where state = 'lapsed'`.execute(
    ground.database.db,
  )
  say(`${scale} open requests…`)
  await addRequests(ground, little + 1, scale)
  const raw = await bare(ground)
  await rearm(ground)
  const big = await ours(ground)
  const idleBig = await idle(ground)
  await ground.close()
  say(
    `ours ${Math.round(big.rate)}/s (${big.count} in ${round(big.seconds)} s), bare ${Math.round(raw.rate)}/s, ours at a tenth of the total ${Math.round(small.rate)}/s; nothing due: ${round(idleSmall)} → ${round(idleBig)} ms`,
  )
  return {
    bench: 'deactivate',
    scale,
    unit: 'merchants/s',
    overdue: big.count,
    ours: Math.round(big.rate),
    raw: Math.round(raw.rate),
    ratio: round(big.rate / raw.rate),
    target: 'ratio >= 0.5; rate at the total and at a tenth of it alike',
    oursAtTenth: Math.round(small.rate),
    nothingDueMs: { tenth: round(idleSmall), all: round(idleBig) },
  }
}
