import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'
import { categories } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

type Column = { table: string; column: string; isWordy: boolean }

/** What can carry words: text, JSON, bytes, lists, dates that are no date of an event. Ids and who did it are names of rows. */
const columns = async (): Promise<Column[]> =>
  (await sql<Column>`
    select table_name as "table", column_name as "column",
      (data_type in ('text', 'character', 'character varying', 'jsonb', 'json', 'bytea', 'inet', 'uuid', 'ARRAY', 'xml') or (data_type = 'date' and column_name !~ '_on$')) and column_name !~ '(^id|_id|_by|_by_kind)$' as "isWordy"
    from information_schema.columns where table_schema = 'public' and table_name not like 'kysely_%' order by 1, ordinal_position`
    .execute(house.db))
    .rows

describe('the map of personal data', () => {
  it('has every table, and none that is not there', async () => {
    const tables = [...new Set((await columns()).map(({ table }) => table))].sort()
    expect(Object.keys(dataMap).sort()).toEqual(tables)
  })

  it('claims every column that can carry words, once', async () => {
    const unclaimed = (await columns()).filter(({ isWordy }) => isWordy).filter(({ table, column }) =>
      claimsOf(dataMap[table] ?? { rows: null }).filter((one) => one.column === column).length !== 1
    )
    expect(unclaimed.map(({ table, column }) => `${table}.${column}`)).toEqual([])
  })

  it('names no column that is not there', async () => {
    const known = new Set((await columns()).map(({ table, column }) => `${table}.${column}`))
    const named = Object.entries(dataMap).flatMap(([table, claimed]) => claimsOf(claimed).map(({ column }) => `${table}.${column}`))
    expect(named.filter((one) => !known.has(one))).toEqual([])
  })

  it('a table with something of a person is kept under a category itself', () =>
    expect(
      Object
        .entries(dataMap)
        .filter(([, claimed]) => claimed.rows === null && claimsOf(claimed).some(({ category }) => category !== null))
        .map(([table]) => table),
    )
      .toEqual([]))
})

describe('policies', () => {
  it('every category has one that is in force, and none stands for a category that is not', async () => {
    const signed = await listSigned(house.db)
    expect([...new Set(signed.map(({ category }) => category))].sort()).toEqual([...categories].sort())
  })
})
