import { sql } from 'kysely'
import { listLinesOf } from '#src/audit/audit.sql.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { seal, sha256 } from '#src/platform/crypto.ts'
import { unit } from '#src/platform/ctx.ts'
import { markOf } from '#src/platform/event-mark.ts'
import { createMerchantKey, findMerchantKey } from '#src/platform/merchant-keys.ts'
import { personalLabel, record } from '#src/platform/record.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 1_000_000
const merchants = 200
const batch = 100_000
/** Of so many events, one has a personal part: most are of payments, which have none. */
const oneIn = 20

const addKeys = (ground: Ground): Promise<void> =>
  unit(ground.ctx('bench'), async (tx) => {
    for (let i = 1; i <= merchants; i++) await createMerchantKey(tx, `mrch_${String(i).padStart(24, '0')}`)
    await record(tx, 'merchant.signed_up', { subject: 'bench' })
  })

/** A personal part of every merchant, sealed under his own key as the program seals it. */
const personalParts = async ({ database: { db } }: Ground): Promise<{ sealed: Buffer[]; digests: Buffer[] }> => {
  const [sealed, digests]: [Buffer[], Buffer[]] = [[], []]
  for (let i = 1; i <= merchants; i++) {
    const plain = Buffer.from(
      JSON.stringify({ salt: 'bench', values: { reason: `Bench ${i}`, changes: [{ field: 'city', before: 'Lyon', after: 'Paris' }] } }),
    )
    sealed.push(seal((await findMerchantKey(db, `mrch_${String(i).padStart(24, '0')}`))!, plain, personalLabel))
    digests.push(sha256(plain))
  }
  return { sealed, digests }
}

/** Each with the mark that the program would have put on it, as waiting to be sealed. */
const markAll = async ({ database: { db } }: Ground): Promise<void> => {
  const { rows } = await sql<{ id: number }>`select id from audit_events where id > coalesce((select max(upper(event_ids)) - 1 from audit_blocks), 0) order by id`
    .execute(db)
  for (let start = 0; start < rows.length; start += 5_000) {
    const events = await listLinesOf(db, rows.slice(start, start + 5_000).map(({ id }) => id))
    await sql`insert into audit_unsealed select * from unnest(${events.map(({ id }) => id)}::bigint[], ${events.map(markOf)}::bytea[]) on conflict do nothing`
      .execute(db)
  }
}

/** Events as payments leave them, in an order of time, sealed as they come. */
const addEvents = async (ground: Ground, scale: number): Promise<void> => {
  const { sealed, digests } = await personalParts(ground)
  for (let from = 1; from <= scale; from += batch) {
    const to = Math.min(scale, from + batch - 1)
    await sql`insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data, personal, personal_digest)
        select ${now}::timestamptz, 'payment.captured', ${id('paym')}, 'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0'), 'system', 'capture-payments', 'jrun_' || lpad((i / 500)::text, 24, '0'),
          jsonb_build_object('from', 'authorized', 'to', 'captured', 'amountCents', 1000 + i % 9000, 'currency', 'eur'),
          case when i % ${oneIn} = 0 then (${sealed}::bytea[])[1 + i % ${merchants}] end, case when i % ${oneIn} = 0 then (${digests}::bytea[])[1 + i % ${merchants}] end
        from generate_series(${from}::int, ${to}::int) i`
      .execute(ground.database.db)
    await markAll(ground)
    await sealAuditTrail(ground.ctx('seal-audit-trail'))
  }
  await settle(ground.database)
}

/** The most memory the process has held since it began to be watched. */
const watchMemory = () => {
  let peak = 0
  const look = (): void => void (peak = Math.max(peak, process.memoryUsage.rss()))
  look()
  const timer = setInterval(look, 50)
  return {
    peakMb: (): number => {
      clearInterval(timer)
      look()
      return Math.round(peak / 1_048_576)
    },
  }
}

/** The same rows, read in order and let go: no hash, no personal part opened. */
const bareRead = async ({ database }: Ground): Promise<{ rows: number; seconds: number }> => {
  const start = performance.now()
  let [rows, after] = [0, 0]
  for (;;) {
    const { rows: page } = await database.pool.query<{ id: number }>(
      'select id, at::text, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data, personal, personal_digest from audit_events where id > $1 order by id limit 5000',
      [after],
    )
    if (page.length === 0) return { rows, seconds: (performance.now() - start) / 1_000 }
    rows += page.length
    after = page.at(-1)!.id
  }
}

/**
 * `scale` events, one in twenty with a personal part, verified as `vigie audit verify` does, beside the bare read of the same rows. `ratio`
 * = ours / raw.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  await addMerchants(ground.database, 1, merchants)
  await addKeys(ground)
  say(`${scale} events, sealed in blocks…`)
  await addEvents(ground, scale)
  await bareRead(ground)
  const raw = await bareRead(ground)
  const memory = watchMemory()
  const proof = await verifyAuditTrail(ground.database.db)
  const peakMb = memory.peakMb()
  await ground.close()
  if (!proof.ok || proof.events < scale) throw new Error(`not verified: ${proof.fault ?? proof.events}`)
  const [ours, bare] = [proof.events / (proof.ms / 1_000), raw.rows / raw.seconds]
  say(
    `verified ${Math.round(ours)} events/s (${proof.events} in ${round(proof.ms / 1_000)} s, ${proof.blocks} blocks), bare read ${Math.round(bare)}/s; at most ${peakMb} MB`,
  )
  return {
    bench: 'audit-verify',
    scale,
    unit: 'events/s',
    ours: Math.round(ours),
    raw: Math.round(bare),
    ratio: round(ours / bare),
    seconds: round(proof.ms / 1_000),
    peakMb,
  }
}
