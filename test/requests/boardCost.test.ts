import { Kysely, PostgresDialect, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DB } from '#src/platform/db.types.ts'
import { boardGroups, sortsOf, type BoardFilter, type BoardPlace } from '#src/requests/board.ts'
import { readBoard } from '#src/requests/board.sql.ts'
import { findDueReminders, findLeft, findOverdue } from '#src/requests/requests.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'

/** What a page and a sweep cost is counted in blocks of the database read, which no busy machine disturbs. */
let house: House
let db: Kysely<DB>
let asked: { sql: string; parameters: readonly unknown[] }[] = []
const me = `staf_${'0'.repeat(24)}`
beforeAll(async () => {
  house = await openHouse()
  db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: house.database.pool }), log: ({ query }) => void asked.push(query) })
})
afterAll(() => house.close())

const id = (prefix: string) => sql.raw(`('${prefix}_' || lpad(i::text, 24, '0'))`)

/** Twenty-five requests are overdue and as many reminders due, however many there are in all. */
const fill = async (from: number, to: number): Promise<void> => {
  const numbers = sql`generate_series(${from}::int, ${to}::int) i`
  const now = house.now()
  await sql`insert into merchants (id, name, created_at, state_changed_at) select ${id('mrch')}, 'M ' || i, ${now}, ${now} from ${numbers}`
    .execute(house.db)
  await sql`insert into dossiers (id, merchant_id, created_at, updated_at, risk) select ${id('doss')}, ${id('mrch')}, ${now}, ${now}, (enum_range(null::risk_level))[1 + i % 3] from ${numbers}`
    .execute(house.db)
  await sql`insert into document_requests (id, dossier_id, merchant_id, purpose, state, opened_by, opened_at, started_at, due_at, next_reminder_at, closed_at)
    select ${id('dreq')}, ${id('doss')}, ${id('mrch')}, (enum_range(null::request_purpose))[1 + i % 2], state, case when i % 20 = 0 then ${me} else 'staf_other' end, ${now}, ${now},
      case when state = 'open' then case when i <= 50 then ${now}::timestamptz - i * interval '1 minute' else ${now}::timestamptz + (1 + (i * 7919) % 3500000) * interval '1 second' end end,
      case when state = 'open' then case when i between 51 and 100 then ${now}::timestamptz - interval '1 minute' else ${now}::timestamptz + interval '3 days' end end,
      case when state = 'satisfied' then ${now}::timestamptz end
    from (select i, (array['open', 'open', 'open', 'satisfied', case when i <= 400 then 'leaving' else 'answered' end])[1 + i % 5]::request_state as state from ${numbers}) drawn`
    .execute(house.db)
  await sql`insert into document_request_items (id, request_id, requirement_key, kind, reason) select ${id('ritm')}, ${id('dreq')}, 'statutes', 'statutes', 'missing' from ${numbers}`
    .execute(house.db)
  for (const table of ['document_requests', 'document_request_items', 'merchants', 'dossiers'])
    await sql`vacuum analyze ${sql.table(table)}`.execute(house.db)
}

const blocksOf = async (work: () => Promise<unknown>): Promise<number> => {
  asked = []
  await work()
  let blocks = 0
  for (const query of [...asked]) {
    const { rows } = await house.database.pool.query(`explain (analyze, buffers, format json) ${query.sql}`, query.parameters as unknown[])
    const plan = rows[0]['QUERY PLAN'][0].Plan as { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }
    blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }
  return blocks
}

/** Twenty-six lines with all that is said of each. */
const fullPage = 1_200
const filters: BoardFilter[] = [{ purpose: null, risk: null, openedBy: null }, { purpose: 'refresh', risk: null, openedBy: null }, {
  purpose: null,
  risk: 'high',
  openedBy: null,
}, { purpose: null, risk: null, openedBy: me }]

/** A place in the middle of the month. */
const middle = async (): Promise<BoardPlace> => {
  const row = await house
    .db
    .selectFrom('document_requests')
    .select(['id', 'due_at'])
    .where('state', '=', 'open')
    .where('due_at', '>', new Date(house.now().getTime() + 15 * 86_400_000))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirstOrThrow()
  return { id: row.id, at: row.due_at }
}

const measure = async (): Promise<Map<string, number>> => {
  const costs = new Map<string, number>()
  for (const group of boardGroups.filter((one) => one !== 'leaving'))
    for (const sort of sortsOf(group))
      for (const [i, filter] of filters.entries()) {
        const slice = { group, filter, sort, size: 25 }
        costs.set(`${group} ${sort} ${i}`, await blocksOf(() => readBoard(db, { ...slice, cursor: null }, house.now())))
        if (group !== 'month') continue
        const place = await middle()
        for (const direction of ['after', 'before'] as const)
          costs.set(
            `${group} ${sort} ${i} ${direction}`,
            await blocksOf(() => readBoard(db, { ...slice, cursor: { direction, place } }, house.now())),
          )
      }
  costs.set('overdue', await blocksOf(() => findOverdue(db, house.now(), null, 500)))
  costs.set('reminders', await blocksOf(() => findDueReminders(db, house.now(), null, 500)))
  costs.set('left', await blocksOf(() => findLeft(db, '', 500)))
  return costs
}

it('a page of the board and a sweep cost the same among ten times as many requests', async () => {
  await fill(1, 4_000)
  const small = await measure()
  await fill(4_001, 40_000)
  const big = await measure()
  const dear = [...big].filter(([name, cost]) => cost > Math.max((small.get(name) ?? 0) * 1.3, fullPage)).map(([name, cost]) =>
    `${name}: ${small.get(name)} → ${cost} blocks`
  )
  expect(dear).toEqual([])
}, 120_000)
