import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import { openCtx } from '#src/platform/ctx.ts'
import { takeNextReview } from '#src/reviews/takeNextReview.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 100_000
const reviewers = 32

const staffId = (n: number): string => `staf_${String(n).padStart(24, '0')}`

const prepare = async (ground: Ground, items: number): Promise<void> => {
  const { db } = ground.database
  await addMerchants(ground.database, 1, items)
  for (let n = 0; n < reviewers; n++) {
    await sql`insert into staff (id, email, name, password_hash, created_at) values (${staffId(n)}, ${`r${n}@vigie.test`}, ${`R ${n}`}, 'none', ${now})`
      .execute(db)
    await sql`insert into staff_roles values (${staffId(n)}, 'analyst')`.execute(db)
  }
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, 'new_dossier', 'open', 'low', ${now}, ${now}::timestamptz + ((i::bigint * 7919) % 1000003) * interval '1 second', ${now}
    from generate_series(1, ${items}::int) i`
    .execute(db)
  await settle(ground.database)
}

const release = async ({ database }: Ground): Promise<void> => {
  await sql`update review_items set owner_id = null, owner_active_at = null where owner_id is not null`.execute(database.db)
  await settle(database)
}

type Taking = (reviewer: number) => Promise<string | null>

/** 32 reviewers take as fast as they can for a while; nobody may be given what another holds. */
const race = async (take: Taking, seconds: number): Promise<{ rate: number; doubles: number }> => {
  const taken: string[] = []
  const end = performance.now() + seconds * 1_000
  const start = performance.now()
  const one = async (reviewer: number): Promise<void> => {
    while (performance.now() < end) {
      const item = await take(reviewer)
      if (item === null) return
      taken.push(item)
    }
  }
  await Promise.all(Array.from({ length: reviewers }, (_, n) => one(n)))
  return { rate: taken.length / ((performance.now() - start) / 1_000), doubles: taken.length - new Set(taken).size }
}

const ours = ({ database }: Ground): Taking => async (n) => {
  const actor: StaffActor = { kind: 'staff', id: staffId(n), name: `R ${n}`, roles: ['analyst'] }
  return (await takeNextReview(openCtx({ actor, now, db: database.db })))?.id ?? null
}

/** Bare: a transaction, a row locked or skipped, its owner set. No history, no guard. */
const bare = ({ database }: Ground): Taking => async (n) => {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>(
      `select id from review_items where state = 'open' and owner_id is null order by due_at, id limit 1 for update skip locked`,
    )
    if (rows[0])
      await client.query('update review_items set owner_id = $1, owner_active_at = $2 where id = $3', [staffId(n), now, rows[0].id])
    await client.query('commit')
    return rows[0]?.id ?? null
  } finally {
    client.release()
  }
}

/** Target: no double claim; at least half the rate of bare FOR UPDATE SKIP LOCKED. `ratio` = ours / raw. */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  say(`${scale} open items, ${reviewers} reviewers…`)
  await prepare(ground, scale)
  const seconds = Math.max(1, Math.min(6, scale / 15_000))
  const rounds = { ours: [] as number[], raw: [] as number[] }
  let doubles = 0
  for (let i = 0; i < 3; i++) {
    const raw = await race(bare(ground), seconds)
    await release(ground)
    const mine = await race(ours(ground), seconds)
    await release(ground)
    doubles += mine.doubles
    rounds.ours.push(mine.rate)
    rounds.raw.push(raw.rate)
    say(`round ${i + 1}: ours ${Math.round(mine.rate)}/s, bare ${Math.round(raw.rate)}/s, doubles ${mine.doubles}`)
  }
  await ground.close()
  const best = { ours: Math.max(...rounds.ours), raw: Math.max(...rounds.raw) }
  return {
    bench: 'take-next',
    scale,
    unit: 'claims/s',
    ours: Math.round(best.ours),
    raw: Math.round(best.raw),
    ratio: round(best.ours / best.raw),
    doubles,
    target: 'ratio >= 0.5, doubles = 0',
  }
}
