import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { makeBackup, type Made } from '#src/backups/makeBackup.ts'
import { restoreBackup, type Restored } from '#src/backups/restoreBackup.ts'
import { system } from '#src/kernel/actor.ts'
import { openCtx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { useStorage } from '#src/platform/storage.ts'
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts'
import type { House } from '#test/support/house.ts'

/** Two places, as an operator has them, and machines to restore on. */
export type Places = {
  to: string
  keys: string
  backUp: (keptDays?: number) => Promise<Made>
  /** Into a database of its own, with an empty store, which is in use from then on. */
  restore: (from: string, keys?: string) => Promise<{ restored: Restored; db: Database; storage: string }>
  fresh: () => Promise<TestDatabase>
  close: () => Promise<void>
}

export const openPlaces = async (house: House): Promise<Places> => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-backups-'))
  const opened: TestDatabase[] = []
  const [to, keys] = [join(folder, 'backups'), join(folder, 'keys')]
  const fresh = async (): Promise<TestDatabase> => {
    const database = await openTestDatabase()
    opened.push(database)
    return database
  }
  return {
    to,
    keys,
    fresh,
    backUp: async (keptDays = 35) => {
      house.forward(1_000)
      return makeBackup(house.ctx(), { url: house.database.url, to, keys, keptDays })
    },
    restore: async (from, keysFolder = keys) => {
      const [database, storage] = [await fresh(), await mkdtemp(join(folder, 'store-'))]
      await useStorage(storage)
      try {
        const restored = await restoreBackup(openCtx({ actor: system('restore'), now: house.now(), db: database.db }), {
          url: database.url,
          from,
          keys: keysFolder,
        })
        return { restored, db: database.db, storage }
      } finally {
        await useStorage(house.storage)
      }
    },
    close: async () => {
      await Promise.all(opened.map(({ close }) => close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What restoring itself writes: its own event, and what was told of tombstones. */
const grown = new Set(['audit_events', 'audit_unsealed', 'foreign_tombstones'])

/**
 * Numbers of transactions are those of the server they were written on, and a mark waits for writers of it: a restore puts its own there
 * (`serverNumbers.ts`), in both tables of the books alike.
 */
const ofServer: Readonly<Record<string, readonly string[]>> = {
  ledger_entries: ['written_in'],
  ledger_postings: ['written_in'],
  ledger_horizon: ['mark_to', 'mark_xid'],
}

/** Every table as one number: equal numbers, equal rows to the last bit. The history up to `lastEvent`. */
export const sumsOf = async (db: Database, lastEvent: number): Promise<Record<string, string>> => {
  const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' order by 1`
    .execute(db)
  const sum = async (name: string): Promise<[string, string]> => {
    const some = name === 'audit_events' ? sql`where r.id <= ${lastEvent}` : sql``
    const row = ofServer[name] ? sql`(to_jsonb(r) - ${ofServer[name]}::text[])::text` : sql`r::text`
    return [
      name,
      (await sql<{ sum: string }>`select count(*) || ' ' || coalesce(md5(string_agg(${row}, '|' order by ${row})), '') as sum from ${sql.table(name)} r ${some}`
        .execute(db))
        .rows[0]!
        .sum,
    ]
  }
  return Object.fromEntries(
    await Promise.all(tables.filter(({ name }) => name === 'audit_events' || !grown.has(name)).map(({ name }) => sum(name))),
  )
}
export const lastEventOf = async (db: Database): Promise<number> =>
  (await sql<{ id: number }>`select coalesce(max(id), 0) as id from audit_events`.execute(db)).rows[0]!.id
