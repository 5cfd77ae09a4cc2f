import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { encodePlace, queueSorts, reviewKinds, reviewStates, riskLevels, type QueueCursor, type QueueFilter,
  type QueueSort } from '#src/reviews/queue.ts'
import { countQueue, countRows, myWork, readQueue, type QueueRow } from '#src/reviews/queue.sql.ts'
import { queueAddress, readQueueAddress } from '#src/reviews/queueAddress.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let people: StaffActor[]
const count = 600

/** Many items of every kind, risk, state and owner; instants repeat on purpose, so that the id must part them. */
const fill = async (): Promise<void> => {
  const id = (prefix: string) => sql.raw(`('${prefix}_' || lpad(i::text, 24, '0'))`)
  await sql`insert into merchants (id, name, created_at, state_changed_at) select ${id('mrch')}, 'M ' || i, ${house.now()}, ${house.now()} from generate_series(1, ${count}::int) i`
    .execute(house.db)
  await sql`insert into dossiers (id, merchant_id, state, created_at, updated_at) select ${id('doss')}, ${id('mrch')}, 'submitted', ${house.now()}, ${house.now()} from generate_series(1, ${count}::int) i`
    .execute(house.db)
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at, closed_at, owner_id, owner_active_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, (enum_range(null::review_kind))[1 + (i * 7) % 3], (array['open','open','open','proposed','waiting','closed'])[1 + i % 6]::review_state,
      (enum_range(null::risk_level))[1 + (i * 11) % 3], ${house.now()}::timestamptz - ((i * 37) % 90) * interval '1 hour', ${house.now()}::timestamptz + ((i * 53) % 70 - 30) * interval '1 hour', ${house.now()},
      case when i % 6 = 5 then ${house.now()}::timestamptz end, (array[null, null, ${people[0]!.id}, ${people[1]!.id}])[1 + (i * 13) % 4], case when (i * 13) % 4 in (2, 3) then ${house.now()}::timestamptz end
    from generate_series(1, ${count}::int) i`
    .execute(house.db)
}

beforeAll(async () => {
  house = await openHouse()
  people = [await house.staff('analyst'), await house.staff('officer')]
  await fill()
})
afterAll(() => house.close())

/** The whole list the simple way. */
const byHand = async ({ state, owner, kind, risk }: QueueFilter, sort: QueueSort): Promise<string[]> => {
  const rows = await house.db.selectFrom('review_items').selectAll().execute()
  const at = (row: (typeof rows)[number]) => (sort === 'service' ? row.due_at : row.ready_at).getTime() * (sort === 'newest' ? -1 : 1)
  const before = (a: string, b: string) => (a < b ? -1 : 1) * (sort === 'newest' ? -1 : 1)
  return rows
    .filter((row) =>
      row.state === state && (owner === null || (row.owner_id ?? '') === owner) && (!kind || row.kind === kind) &&
      (!risk || row.risk === risk)
    )
    .sort((a, b) => at(a) - at(b) || before(a.id, b.id))
    .map(({ id }) => id)
}

const placeOf = ({ at, id }: QueueRow) => ({ at, id })
const ids = (rows: QueueRow[]) => rows.map(({ id }) => id)

const walk = async (filter: QueueFilter, sort: QueueSort, size: number): Promise<string[]> => {
  const seen: string[] = []
  let cursor: QueueCursor | null = null
  for (;;) {
    const page = await readQueue(house.db, filter, sort, cursor, size)
    seen.push(...ids(page.rows))
    if (!page.hasAfter) return seen
    cursor = { direction: 'after', place: placeOf(page.rows.at(-1)!) }
  }
}

describe('the list', () => {
  const filters: QueueFilter[] = [
    { state: 'open', owner: null, kind: null, risk: null },
    { state: 'open', owner: '', kind: null, risk: 'high' },
    { state: 'closed', owner: null, kind: 'unlock_request', risk: null },
    { state: 'proposed', owner: null, kind: 'answered_request', risk: 'low' },
    { state: 'waiting', owner: '', kind: null, risk: null },
  ]

  it.each(queueSorts)('by %s is the same list page by page as at once, for every filter', async (sort) => {
    for (const filter of [...filters, { ...filters[0]!, owner: people[0]!.id }])
      expect(await walk(filter, sort, 7)).toEqual(await byHand(filter, sort))
  })

  it('walks back over the same pages', async () => {
    const filter = filters[0]!
    for (const sort of queueSorts) {
      const first = await readQueue(house.db, filter, sort, null, 20)
      const second = await readQueue(house.db, filter, sort, { direction: 'after', place: placeOf(first.rows.at(-1)!) }, 20)
      const third = await readQueue(house.db, filter, sort, { direction: 'after', place: placeOf(second.rows.at(-1)!) }, 20)
      expect(first).toMatchObject({ hasBefore: false, hasAfter: true })
      const backToSecond = await readQueue(house.db, filter, sort, { direction: 'before', place: placeOf(third.rows[0]!) }, 20)
      expect(ids(backToSecond.rows)).toEqual(ids(second.rows))
      const backToFirst = await readQueue(house.db, filter, sort, { direction: 'before', place: placeOf(second.rows[0]!) }, 20)
      expect(backToFirst).toMatchObject({ hasBefore: false, hasAfter: true })
      expect(ids(backToFirst.rows)).toEqual(ids(first.rows))
    }
  })

  it('keeps the place when rows come and go meanwhile', async () => {
    const filter = filters[0]!
    const first = await readQueue(house.db, filter, 'service', null, 5)
    await sql`delete from review_items where id = ${first.rows[2]!.id}`.execute(house.db)
    const second = await readQueue(house.db, filter, 'service', { direction: 'after', place: placeOf(first.rows.at(-1)!) }, 5)
    expect(ids(second.rows)).toEqual((await byHand(filter, 'service')).slice(4, 9))
  })
})

describe('the counts', () => {
  it('are those of the list', async () => {
    const open = await byHand({ state: 'open', owner: null, kind: null, risk: null }, 'age')
    const late = await house
      .db
      .selectFrom('review_items')
      .select('id')
      .where('state', '=', 'open')
      .where('due_at', '<', house.now())
      .execute()
    expect(await countQueue(house.db, house.now())).toEqual({ open: open.length, breaches: late.length, isCapped: false })
    for (const state of reviewStates)
      for (const kind of reviewKinds)
        for (const risk of riskLevels) {
          const filter: QueueFilter = { state, owner: null, kind, risk }
          expect(await countRows(house.db, filter)).toEqual({ count: (await byHand(filter, 'age')).length, isCapped: false })
        }
  })

  it('of one person’s work', async () => {
    const { held, proposals, proposedByMe } = await myWork(house.db, people[0]!.id, house.now())
    expect(ids(held)).toEqual((await byHand({ state: 'open', owner: people[0]!.id, kind: null, risk: null }, 'service')).slice(0, 100))
    expect(proposals.length).toBe(
      Math.min(100, (await byHand({ state: 'proposed', owner: null, kind: null, risk: null }, 'service')).length),
    )
    expect(proposedByMe).toEqual([])
  })
})

describe('the address', () => {
  const place = { at: '2026-03-02T09:00:00.123456Z', id: newId('revw', new Date('2026-03-02T09:00:00Z')) }

  it('says a view and reads it back', () => {
    const owner = newId('staf', new Date('2026-01-01T00:00:00Z'))
    for (const cursor of [null, { direction: 'after', place }, { direction: 'before', place }] as (QueueCursor | null)[]) {
      for (const sort of queueSorts)
        for (const who of [null, '', owner]) {
          const view = {
            filter: { state: 'proposed' as const, owner: who, kind: 'new_dossier' as const, risk: 'high' as const },
            sort,
            cursor,
          }
          const query = Object.fromEntries(new URL(queueAddress(view), 'http://own.invalid').searchParams)
          expect(readQueueAddress(query, 'staf_reader')).toEqual(view)
        }
    }
    expect(queueAddress({ filter: { state: 'open', owner: null, kind: null, risk: null }, sort: 'service', cursor: null })).toBe(
      '/console/queue',
    )
  })

  it('what it says wrongly it does not say', () => {
    const usual = { filter: { state: 'open', owner: null, kind: null, risk: null }, sort: 'service', cursor: null }
    const bad = [
      'x',
      ['a', 'b'],
      { $gt: '' },
      '\u0000',
      '2026-99-99T99:99:99.000000Z~revw_000000000000000000000000',
      `${place.at}~${place.id}' or 1=1`,
      '9'.repeat(5_000),
      null,
      7,
    ]
    for (const value of bad)
      expect(
        readQueueAddress({ state: value, owner: value, kind: value, risk: value, sort: value, after: value, before: value }, 'staf_reader'),
      )
        .toEqual(usual)
    expect(readQueueAddress({ owner: 'me' }, 'staf_reader').filter.owner).toBe('staf_reader')
    expect(readQueueAddress({ owner: 'nobody' }, 'staf_reader').filter.owner).toBe('')
    expect(encodePlace(place)).toBe(`${place.at}~${place.id}`)
  })
})
