import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'
import { isStalePlan, unawaited } from '#src/platform/prepared.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let one: OpenedDatabase

beforeAll(async () => {
  house = await openHouse()
  one = openDatabase(house.database.url, { max: 1 })
  await sql`create table trial (id integer primary key, state text not null, word text)`.execute(one.db)
  await sql`create unique index trial_open on trial (word) where state = 'open'`.execute(one.db)
})
afterAll(async () => {
  await one.close()
  await house.close()
})

const named = async (): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from pg_prepared_statements where name like 'vigie_%'`.execute(one.db)).rows[0]!.n

describe('statements of a connection', () => {
  it('are kept from their third turn on, and answer alike', async () => {
    const before = await named()
    const answers = []
    for (let i = 0; i < 8; i++) answers.push((await sql<{ n: number }>`select ${i}::int + 1 as n`.execute(one.db)).rows[0]!.n)
    expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await named()).toBe(before + 1)
  })

  it('an inference over a partial index is asked for with its constants, however often', async () => {
    for (let i = 0; i < 12; i++)
      await sql`insert into trial (id, state, word) values (${i}, ${'open'}, ${'same'}) on conflict (word) where state = ${'open'} do nothing`
        .execute(one.db)
    expect((await sql<{ n: number }>`select count(*)::int as n from trial`.execute(one.db)).rows[0]!.n).toBe(1)
  })

  it('columns that change under a kept statement are refused once by PostgreSQL, and then seen', async () => {
    const read = () => sql`select * from trial where id = ${0}`.execute(one.db)
    for (let i = 0; i < 8; i++) await read()
    await sql`alter table trial add column more text default 'x'`.execute(one.db)
    await expect(read()).rejects.toSatisfy(isStalePlan)
    expect((await read()).rows[0]).toMatchObject({ more: 'x' })
  })
})

describe('a transaction', () => {
  it('begins with its first statement, and ends as it should: kept, rolled back, refused', async () => {
    await one.db.transaction().execute((tx) => sql`insert into trial (id, state) values (100, 'kept')`.execute(tx))
    await expect(
      one.db.transaction().execute(async (tx) => {
        await sql`insert into trial (id, state) values (101, 'gone')`.execute(tx)
        throw new Error('no')
      }),
    )
      .rejects
      .toThrow('no')
    await expect(
      one.db.transaction().execute(async (tx) => void (await sql`insert into trial (id, state) values (100, 'twice')`.execute(tx))),
    )
      .rejects
      .toMatchObject({ code: '23505' })
    await one.db.transaction().execute(async () => {})
    expect((await sql<{ id: number }>`select id from trial where id >= 100`.execute(one.db)).rows).toEqual([{ id: 100 }])
  })

  it('statements asked for together are answered each its own, also where one of them fails', async () => {
    const asked = await Promise.allSettled([
      sql`select ${1}::int as n`.execute(one.db),
      sql`select ${0}::int / 0`.execute(one.db),
      sql`select ${3}::int as n`.execute(one.db),
    ])
    expect(asked.map((each) => (each.status === 'fulfilled' ? each.value.rows : 'failed'))).toEqual([[{ n: 1 }], 'failed', [{ n: 3 }]])
  })
})

describe('a statement that nobody waits for', () => {
  const quietly = (id: number) => sql`insert into trial (id, state) values (${id}, 'quiet') ${sql.raw(unawaited)}`
  const kept = async () =>
    (await sql<{ id: number }>`select id from trial where state = 'quiet' order by id`.execute(one.db)).rows.map(({ id }) => id)

  it('is kept with the rest, whatever follows it: another like it, one that is waited for, the end', async () => {
    await one.db.transaction().execute(async (tx) => {
      for (const id of [201, 202]) await quietly(id).execute(tx)
      expect((await sql<{ n: number }>`select count(*)::int as n from trial where state = 'quiet'`.execute(tx)).rows[0]!.n).toBe(2)
      await quietly(203).execute(tx)
    })
    expect(await kept()).toEqual([201, 202, 203])
  })

  it('failing, says itself what was wrong, at the next that is waited for or at the end; nothing is kept', async () => {
    const twice = { code: '23505' }
    await expect(one.db.transaction().execute(async (tx) => void (await quietly(203).execute(tx)))).rejects.toMatchObject(twice)
    await expect(
      one.db.transaction().execute(async (tx) => {
        await quietly(204).execute(tx)
        await quietly(203).execute(tx)
        await quietly(205).execute(tx)
        await sql`select 1`.execute(tx)
      }),
    )
      .rejects
      .toMatchObject(twice)
    await expect(
      one.db.transaction().execute(async (tx) => {
        await quietly(204).execute(tx)
        throw new Error('no')
      }),
    )
      .rejects
      .toThrow('no')
    expect(await kept()).toEqual([201, 202, 203])
  })

  it('a failure that was caught and passed over keeps nothing either, and says so', async () => {
    await expect(
      one.db.transaction().execute(async (tx) => {
        await quietly(206).execute(tx)
        await sql`select 1 / 0`.execute(tx).catch(() => {})
      }),
    )
      .rejects
      .toThrow('a statement had failed')
    expect(await kept()).toEqual([201, 202, 203])
  })

  it('alone, outside a transaction, it is waited for', async () => {
    await expect(quietly(201).execute(one.db)).rejects.toMatchObject({ code: '23505' })
  })
})
