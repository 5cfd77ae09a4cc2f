import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Kysely, type Migration, type MigrationProvider, Migrator } from 'kysely'
import type { Logger } from 'pino'
import { openDatabase } from './db.ts'
import { migrateQueueSchema } from './queue-schema.ts'

const folder = new URL('../../migrations/', import.meta.url)
const named = /^\d{4}-\d{2}-\d{2}-\d{4}_[a-z0-9_]+\.ts$/

/** `migrations/2026-11-22-0900_create_merchants.ts`, in the order of their names; a file of another name is a mistake and stops all. */
const provider: MigrationProvider = {
  getMigrations: async () => {
    const migrations: Record<string, Migration> = {}
    for (const file of (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.ts')).sort()) {
      if (!named.test(file)) throw new Error(`migrations/${file} is not named like 2026-11-22-0900_create_merchants.ts`)
      migrations[basename(file, '.ts')] = (await import(`../../migrations/${basename(file, '.ts')}.ts`)) as Migration
    }
    return migrations
  },
}

const migratorOf = (db: Kysely<any>): Migrator => new Migrator({ db, provider })

/** Applies what is missing, all in one transaction or not at all; two at once wait for each other. BullMQ's own schema follows. */
export const migrateToLatest = async (url: string, log?: Pick<Logger, 'info'>): Promise<{ applied: string[] }> => {
  const { db, close } = openDatabase(url, { max: 2, applicationName: 'vigie migrate' })
  try {
    const { error, results = [] } = await migratorOf(db).migrateToLatest()
    if (error) throw new Error(`migration ${results.find((one) => one.status === 'Error')?.migrationName ?? ''} failed`, { cause: error })
    await migrateQueueSchema(url)
    const applied = results.map((one) => one.migrationName)
    log?.info({ applied }, 'the database is at the newest schema')
    return { applied }
  } finally {
    await close()
  }
}

/** Names of the migrations this database has not seen. Reads only. */
export const pendingMigrations = async (db: Kysely<any>): Promise<string[]> =>
  (await migratorOf(db).getMigrations()).filter((one) => !one.executedAt).map((one) => one.name)
