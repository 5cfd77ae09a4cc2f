import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { createApp } from '#src/app.ts'
import { unit } from '#src/platform/ctx.ts'
import { openSession } from '#src/platform/sessions.ts'
import { readQueue } from '#src/reviews/queue.sql.ts'
import type { QueueCursor, QueueFilter } from '#src/reviews/queue.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, now, openGround, round, say, settle, timed, type Ground } from './ground.ts'

export const usual = 1_000_000
const small = 10_000

const addReviews = async ({ database }: Ground, from: number, to: number): Promise<void> => {
  await addMerchants(database, from, to)
  // One in five hundred is held by our reviewer; states, kinds, risks and instants are spread without order, as life does.
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, owner_id, owner_active_at, opened_at, closed_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')},
      (array['new_dossier', 'answered_request', 'unlock_request'])[1 + i % 3]::review_kind,
      (array['open', 'open', 'waiting', 'closed', 'proposed'])[1 + (i / 3) % 5]::review_state,
      (array['low', 'low', 'medium', 'high'])[1 + (i / 7) % 4]::risk_level,
      ${now}::timestamptz - ((i::bigint * 7919) % 5000003) * interval '1 second', ${now}::timestamptz - ((i::bigint * 104729) % 5000011) * interval '1 second' + interval '20 days',
      case when i % 500 = 0 then ${'staf_' + '0'.repeat(24)} end, case when i % 500 = 0 then ${now}::timestamptz end, ${now},
      case when (i / 3) % 5 = 3 then ${now}::timestamptz end
    from generate_series(${from}::int, ${to}::int) i`
    .execute(database.db)
  await settle(database)
}

const addReviewer = async ({ database, ctx }: Ground): Promise<string> => {
  const staffId = 'staf_' + '0'.repeat(24)
  await sql`insert into staff (id, email, name, password_hash, must_change_password, totp_enrolled_at, created_at) values (${staffId}, 'bench@vigie.test', 'Bench', 'none', false, ${now}, ${now})`
    .execute(database.db)
  await sql`insert into staff_roles values (${staffId}, 'analyst')`.execute(database.db)
  return unit(ctx('bench'), (tx) => openSession(tx, { door: 'console', personId: staffId, ip: '127.0.0.1', userAgent: 'bench' }))
}

const everyone: QueueFilter = { state: 'open', owner: null, kind: null, risk: null }
const mine: QueueFilter = { ...everyone, owner: 'staf_' + '0'.repeat(24) }

/** A place deep in the list: two thirds down by instant. */
const deepPlace = async ({ database }: Ground): Promise<QueueCursor> => {
  const { rows } = await sql<{ at: string; id: string }>`select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, id from review_items
    where state = 'open' order by due_at, id offset (select count(*) * 2 / 3 from review_items where state = 'open') limit 1`
    .execute(database.db)
  return { direction: 'after', place: rows[0]! }
}

type Times = Record<string, number>

/** The same rows, asked for by hand: the filter, the key, the order, the limit, the joins. */
const rawPage = ({ database }: Ground, filter: QueueFilter, deep: QueueCursor | null) => () =>
  database.pool.query(
    `select i.*, m.name, d.risk_reasons, o.name as owner from review_items i join merchants m on m.id = i.merchant_id join dossiers d on d.id = i.dossier_id left join staff o on o.id = i.owner_id
     where i.state = $1 and ($2::text is null or coalesce(i.owner_id, '') = $2) and ($3::timestamptz is null or (i.due_at, i.id) > ($3, $4)) order by i.due_at, i.id limit 51`,
    [filter.state, filter.owner, deep?.place.at ?? null, deep?.place.id ?? null],
  )

const measure = async (ground: Ground, base: string, cookie: string): Promise<{ http: Times; sql: Times; raw: Times }> => {
  const deep = await deepPlace(ground)
  const pages: Record<string, [QueueFilter, QueueCursor | null]> = { first: [everyone, null], deep: [everyone, deep], mine: [mine, null] }
  const times = { http: {} as Times, sql: {} as Times, raw: {} as Times }
  const { queueAddress } = await import('#src/reviews/queueAddress.ts')
  for (const [name, [filter, cursor]] of Object.entries(pages)) {
    const url = base + queueAddress({ filter, sort: 'service', cursor })
    times.http[name] = await timed(async () => {
      const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' })
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
      await answer.text()
    })
    times.sql[name] = await timed(() => readQueue(ground.database.db, filter, 'service', cursor))
    times.raw[name] = await timed(rawPage(ground, filter, cursor))
  }
  return times
}

const worst = (big: Times, little: Times): number => Math.max(...Object.keys(big).map((name) => big[name]! / little[name]!))
const rounded = (times: Times): Times => Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, round(ms)]))

/** Target: the page at 1 000 000 dossiers within 1.3 × the page at 10 000. `ratio` is that growth, of the whole answer of the server. */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround()
  const server = createServer(createApp({ database: ground.database, clock: () => now, isTrial: true }))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cookie = `vigie_console=${await addReviewer(ground)}`
  const little = Math.min(small, Math.ceil(scale / 10))
  say(`${little} dossiers…`)
  await addReviews(ground, 1, little)
  const before = await measure(ground, base, cookie)
  say(`${scale} dossiers…`)
  await addReviews(ground, little + 1, scale)
  const after = await measure(ground, base, cookie)
  server.close()
  await ground.close()
  say(
    `whole answer, ms: ${JSON.stringify({ small: rounded(before.http), big: rounded(after.http) })}\nour SQL, ms: ${JSON.stringify({ small: rounded(before.sql), big: rounded(after.sql) })}\nraw SQL, ms: ${JSON.stringify({ small: rounded(before.raw), big: rounded(after.raw) })}`,
  )
  return {
    bench: 'queue-page',
    scale,
    small: little,
    unit: 'ms, median',
    ours: round(Math.max(...Object.values(after.http))),
    raw: round(Math.max(...Object.values(after.raw))),
    ratio: round(worst(after.http, before.http)),
    target: 'ratio (answer at scale / answer at small) <= 1.3',
    sqlGrowth: round(worst(after.sql, before.sql)),
    pages: {
      http: { small: rounded(before.http), big: rounded(after.http) },
      sql: { small: rounded(before.sql), big: rounded(after.sql) },
      raw: { small: rounded(before.raw), big: rounded(after.raw) },
    },
  }
}
