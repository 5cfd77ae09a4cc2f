import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrateToLatest, pendingMigrations } from '#src/platform/migrate.ts'
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test.close())

it('finds nothing left to do in a clone of the template, and does nothing when asked again', async () => {
  expect(await pendingMigrations(test.db)).toEqual([])
  expect(await migrateToLatest(test.url)).toEqual({ applied: [] })
})

it('names every migration an empty database has not seen', async () => {
  const name = new URL(test.url).pathname.slice(1)
  await test.pool.query(`create database ${name}_empty`)
  const { openDatabase } = await import('#src/platform/db.ts')
  const empty = openDatabase(`${test.url}_empty`)
  const pending = await pendingMigrations(empty.db)
  expect(pending.length).toBeGreaterThan(5)
  expect(pending).toEqual([...pending].sort())
  const [one, other] = await Promise.all([migrateToLatest(`${test.url}_empty`), migrateToLatest(`${test.url}_empty`)])
  expect([...one.applied, ...other.applied]).toEqual(pending)
  await empty.close()
  await test.pool.query(`drop database ${name}_empty with (force)`)
})
