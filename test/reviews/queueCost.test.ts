import { Kysely, PostgresDialect, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DB } from '#src/platform/db.types.ts'
import { queueSorts, type QueueCursor, type QueueFilter } from '#src/reviews/queue.ts'
import { countCap, countQueue, readQueue } from '#src/reviews/queue.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'

/** What a page costs is counted in blocks of the database read, which no busy machine disturbs. */
let house: House
let asked: { sql: string; parameters: readonly unknown[] }[] = []
let db: Kysely<DB>
const person = `staf_${'0'.repeat(24)}`
beforeAll(async () => {
  house = await openHouse()
  db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: house.database.pool }), log: ({ query }) => void asked.push(query) })
  await sql`insert into staff (id, email, name, password_hash, created_at) values (${person}, 'b@vigie.test', 'B', 'none', ${house.now()})`
    .execute(house.db)
})
afterAll(() => house.close())

const id = (prefix: string) => sql.raw(`('${prefix}_' || lpad(i::text, 24, '0'))`)
const fill = async (from: number, to: number): Promise<void> => {
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  const now = house.now()
  await sql`insert into merchants (id, name, created_at, state_changed_at) select ${id('mrch')}, 'M ' || i, ${now}, ${now} from ${numbers}`
    .execute(house.db)
  await sql`insert into dossiers (id, merchant_id, created_at, updated_at) select ${id('doss')}, ${id('mrch')}, ${now}, ${now} from ${numbers}`
    .execute(house.db)
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at, closed_at, owner_id, owner_active_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, (enum_range(null::review_kind))[1 + i % 3], (array['open', 'open', 'waiting', 'proposed', 'closed'])[1 + (i / 3) % 5]::review_state,
      (enum_range(null::risk_level))[1 + (i / 7) % 3], ${now}::timestamptz - ((i * 7919) % 500003) * interval '1 second', ${now}::timestamptz + ((i * 7907) % 500009 - 200000) * interval '1 second', ${now},
      case when (i / 3) % 5 = 4 then ${now}::timestamptz end, case when i % 40 = 0 then ${person} end, case when i % 40 = 0 then ${now}::timestamptz end from ${numbers}`
    .execute(house.db)
  for (const table of ['review_items', 'merchants', 'dossiers']) await sql`vacuum analyze ${sql.table(table)}`.execute(house.db)
}

type Plan = { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }
const blocksOf = async (work: () => Promise<unknown>): Promise<number> => {
  asked = []
  await work()
  let blocks = 0
  for (const query of [...asked]) {
    const { rows } = await house.database.pool.query(`explain (analyze, buffers, format json) ${query.sql}`, query.parameters as unknown[])
    const plan = rows[0]['QUERY PLAN'][0].Plan as Plan
    blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }
  return blocks
}

const filters = (['open', 'closed'] as const).flatMap((state) =>
  [null, '', person].flatMap((owner) =>
    ([null, 'new_dossier'] as const).flatMap((kind) => ([null, 'high'] as const).map((risk): QueueFilter => ({ state, owner, kind, risk })))
  )
)

const middle = async (filter: QueueFilter, sort: (typeof queueSorts)[number]): Promise<QueueCursor['place'] | null> => {
  const by = sql.ref(sort === 'service' ? 'due_at' : 'ready_at')
  const { rows } = await sql<QueueCursor['place']>`select to_char(${by} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, id from review_items where state = ${filter.state}
    order by ${by} limit 1 offset (select count(*) / 2 from review_items where state = ${filter.state})`
    .execute(house.db)
  return rows[0] ?? null
}

const measure = async (): Promise<Map<string, number>> => {
  const costs = new Map<string, number>()
  for (const filter of filters)
    for (const sort of queueSorts) {
      const place = await middle(filter, sort)
      const cursors: [string, QueueCursor | null][] = [['first', null], ['deep', { direction: 'after', place: place! }], ['back', {
        direction: 'before',
        place: place!,
      }]]
      for (const [name, cursor] of cursors)
        costs.set(JSON.stringify({ ...filter, sort, name }), await blocksOf(() => readQueue(db, filter, sort, cursor)))
    }
  costs.set('count', await blocksOf(() => countQueue(db, house.now())))
  return costs
}

/** Fifty rows, four of their neighbours each, three or four blocks down an index. */
const fullPage = 900
/** Two counts, each stops at its cap; where vacuum could not mark a page visible to all, an entry costs a look at its row. */
const fullCount = fullPage + 2 * countCap
const most = (name: string): number => (name === 'count' ? fullCount : fullPage)

it('a page costs the same however long the queue is, for every filter and order', { timeout: 300_000 }, async () => {
  await fill(1, 12_000)
  const small = await measure()
  await fill(12_001, 60_000)
  const big = await measure()
  // Where the short queue had no full page, the long one may cost a full page; never more.
  const grown = [...big].filter(([name, blocks]) => blocks > Math.max(most(name), 1.3 * small.get(name)!)).map(([name, blocks]) =>
    `${name}: ${small.get(name)} → ${blocks}`
  )
  expect(grown).toEqual([])
})
