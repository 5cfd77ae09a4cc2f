import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { useStorage } from '#src/platform/storage.ts'
import { previewPurge } from '#src/retention/previewPurge.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findPurge } from '#src/retention/purges.sql.ts'
import { openLaterRun, runPurge, startPurge } from '#src/retention/runPurge.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import type { BenchResult } from './index.ts'
import { dossierOf, fill } from './read/caseload.ts'
import { besideResult, openConsole, summarise, walkIdle } from './read/visits.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 1_000_000
/** Of so many payments, one is over. */
const oneIn = 5
const merchants = 200
const size = 1_000
/** Batches of each, by turns: whatever else the machine does weighs on both. */
const turn = 10

const staff = (name: string): StaffActor => ({ kind: 'staff', id: name, name, roles: ['officer'] })
const as = ({ database }: Ground, name: string): Ctx => openCtx({ actor: staff(name), now, db: database.db })

/** Payments with a device, a fifth of them over, of two hundred merchants; forty legal holds, on merchants, persons and single payments. */
const addPayments = async ({ database }: Ground, from: number, scale: number): Promise<void> => {
  const numbers = sql`generate_series(${from}::int, ${from + scale - 1}::int) i`
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, scheme, method, card_id, device, fee_cents, created_at, processed_at, captured_at, bank_on)
    select ${id('paym')}, 'mrch_' || lpad((1 + i % ${merchants})::text, 24, '0'), 'live', 'captured', 2000 + i % 500, 'eur', 'visa', 'card', 'card_' || lpad((1 + i % ${merchants})::text, 24, '0'), jsonb_build_object('ip', '198.51.' || i / 250 % 250 || '.' || i % 250, 'user_agent', 'Mozilla/5.0 ' || i), 21,
      at, at, at, at::date from ${numbers}, lateral (select case when i - ${from} < ${Math.floor(scale / oneIn)} then timestamptz '2025-01-01' else timestamptz '2026-06-01' end + (i % 100000) * interval '1 second' as at) t`
    .execute(database.db)
}

const addHolds = async ({ database: { db } }: Ground, from: number): Promise<void> => {
  await sql`insert into legal_holds (id, scope, subject_id, merchant_id, ground, reason, ordered_by, ordered_at, review_on)
    select ${id('lhld')}, case when i <= 4 then 'merchant' else 'payment' end::legal_hold_scope, case when i <= 4 then ${id('mrch')} else 'paym_' || lpad((${from} + i * 13)::text, 24, '0') end, 'mrch_' || lpad((case when i <= 4 then i else 1 + (${from} + i * 13) % ${merchants} end)::text, 24, '0'),
      'litigation', 'Bench', 'staf_one', ${now}, '2027-01-01' from generate_series(1, 40) i`
    .execute(db)
}

/** The same rows by hand, in the same batches: no hold, no tombstone, no event. Answers how many, and behind which id to go on. */
const bare = async ({ database }: Ground, from: string, to: string, batches: number): Promise<{ count: number; after: string }> => {
  const client = await database.pool.connect()
  let [count, after] = [0, from]
  for (let i = 0; i < batches; i++) {
    const { rows: [row] } = await client.query<{ count: number; last: string | null }>(
      `with going as (select id from payments where id > $1 and id < $2 and device is not null and created_at < $3 order by id limit $4),
      erased as (update payments set device = null from going where payments.id = going.id returning payments.id) select count(*)::int as count, max(id) as last from erased`,
      [after, to, '2025-10-23T00:00:00+02', size],
    )
    count += row!.count
    after = row!.last ?? after
    if (row!.count < size) break
  }
  client.release()
  return { count, after }
}

const timed = async <T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> => {
  const start = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - start) / 1_000 }
}

/** A version that two people signed before, on a list of one. */
const signFirst = async (ground: Ground): Promise<void> => {
  await addPayments(ground, 1, oneIn)
  const purge = await previewPurge(as(ground, 'staf_one'), 'device')
  const seen = (await findPurge(ground.database.db, purge))!.list_hash!.toString('hex')
  for (const who of ['staf_one', 'staf_two']) await signPurge(as(ground, who), purge, { seen })
  await startPurge(ground.ctx('purge-expired'), purge)
  await runPurge(ground.ctx('purge-expired'), purge)
}

/** People, merchants, cards, and a version of the policy that was signed. */
const prepare = async (ground: Ground): Promise<void> => {
  const { db } = ground.database
  for (const who of ['one', 'two'])
    await sql`insert into staff (id, email, name, password_hash, created_at) values (${`staf_${who}`}, ${`${who}@vigie.test`}, ${who}, 'none', ${now})`
      .execute(db)
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, created_at) select ${id('card')}, ${id('mrch')}, 'live', sha256('bench'), '400000', '0077', 12, 2030, ${now} from generate_series(1, ${merchants}::int) i`
    .execute(db)
  await signFirst(ground)
}

const withFiles = async <T>(work: (ground: Ground) => Promise<T>): Promise<T> => {
  const [ground, dataDir] = [await openGround(), await mkdtemp(join(tmpdir(), 'vigie-purge-'))]
  try {
    await useStorage(join(dataDir, 'files'))
    return await work(ground)
  } finally {
    await ground.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The console's pages before the job runs and while it does, in the process that serves them. */
const runBeside = (scale: number): Promise<BenchResult> =>
  withFiles(async (ground) => {
    await fill(ground, 1)
    await prepare(ground)
    say(`${scale * oneIn} payments…`)
    await addPayments(ground, 1_000, scale * oneIn)
    await addHolds(ground, 1_000)
    await settle(ground.database)
    const { walk, close } = await openConsole(ground, dossierOf(1))
    const idle = await walkIdle(walk)
    say(`before: ${JSON.stringify(idle)}; purging…`)
    let isOver = false
    const [purged, times] = await Promise.all([
      timed(() => purgeExpired(ground.ctx('purge-expired'))).finally(() => {
        isOver = true
      }),
      walk(() => isOver),
    ])
    close()
    const { rows: [end] } = await sql<{ erased: number; kept: number; state: string }>`select erased_count::int as erased, kept_count::int as kept, state from purges order by opened_at desc, id desc limit 1`
      .execute(ground.database.db)
    return {
      bench: 'purge',
      scale,
      ...besideResult(idle, summarise(times)),
      target: 'ratio (while purging / before) <= 1.5',
      seconds: round(purged.seconds, 1),
      rate: Math.round(end!.erased / purged.seconds),
      ...end,
    }
  })

/**
 * `scale` expired devices among five times as many, by the bare updates and by ours in turns, each on its own half of the same table.
 * `ratio` = ours / raw.
 */
const runByTurns = (scale: number): Promise<BenchResult> =>
  withFiles(async (ground) => {
    const { db } = ground.database
    await addMerchants(ground.database, 1, merchants)
    await prepare(ground)
    say(`${scale * oneIn} payments, twice…`)
    const [first, second] = [1_000, 1_000 + scale * oneIn]
    await addPayments(ground, first, scale * oneIn)
    await addPayments(ground, second, scale * oneIn)
    await addHolds(ground, second)
    await settle(ground.database)
    const ctx = ground.ctx('purge-expired')
    const policy = inForceOn(await listSigned(db), 'device', '2026-11-22')!
    const start = `paym_${String(second - 1).padStart(24, '0')}`
    const opened = await timed(() => openLaterRun(ctx, policy))
    await sql`update purges set reached = ${start} where id = ${opened.value}`.execute(db)
    say('by turns: the bare statements, and ours…')
    const [raw, mine] = [{ count: 0, seconds: 0 }, { count: 0, seconds: 0 }]
    let after = ''
    // all batches but the last few: the end of a run (books, proof, certificate) is what the bare statements do not have
    for (let done = 0; done + turn * size < scale; done += turn * size) {
      const one = await timed(() => bare(ground, after, start, turn))
      after = one.value.after
      const before = (await findPurge(db, opened.value))!.erased_count
      const other = await timed(() => runPurge(ctx, opened.value, { batches: turn, size }))
      raw.count += one.value.count
      raw.seconds += one.seconds
      mine.count += (await findPurge(db, opened.value))!.erased_count - before
      mine.seconds += other.seconds
    }
    await bare(ground, after, start, Number.POSITIVE_INFINITY)
    const rest = await timed(() => purgeExpired(ctx))
    const end = (await findPurge(db, opened.value))!
    const { rows: [left] } = await ground.database.pool.query<{ n: number }>(
      `select count(*)::int as n from payments where device is not null and created_at < '2025-10-23' and id >= $1`,
      [`paym_${String(second).padStart(24, '0')}`],
    )
    const [ours, bareRate] = [mine.count / mine.seconds, raw.count / raw.seconds]
    say(`ours ${Math.round(ours)}/s (opened in ${round(opened.seconds)} s, rest and end ${round(rest.seconds)} s), bare ${Math.round(bareRate)}/s; erased ${end.erased_count}, kept ${end.kept_count}, left ${left!.n}, ${end.state}`)
    return {
      bench: 'purge',
      scale,
      unit: 'rows/s',
      ours: Math
        .round(ours),
      raw: Math
        .round(bareRate),
      ratio: round(ours / bareRate),
      erased: end
        .erased_count,
      kept: end
        .kept_count,
      left: left!
        .n,
      openSeconds: round(
        opened.seconds,
      ),
      endSeconds: round(rest.seconds),
      state: end.state,
    }
  })

/** Target: at least half of the bare statements' rate; with `--console`, its pages during the purge within 1.5 × of those before. */
export const run = (
  scale: number,
  _set?: string,
  withConsole = false,
): Promise<BenchResult> => (withConsole ? runBeside(scale) : runByTurns(scale))
