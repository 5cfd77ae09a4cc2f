import { ConfigFault, readConfig, type Config } from '#src/platform/config.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { log } from '#src/platform/log.ts'
import { useMailer } from '#src/platform/mail.ts'
import { migrateToLatest, pendingMigrations } from '#src/platform/migrate.ts'
import { useStorage } from '#src/platform/storage.ts'

export type Program = { config: Config; databaseUrl: string; database: OpenedDatabase; close: () => Promise<void> }

type Options = {
  /** `serve` is alone on its folder; a command may come beside it. */
  isAlone?: boolean
  /** Bring the schema to the newest first (serve, migrate, demo). Otherwise an old schema is refused. */
  migrates?: boolean
  connections?: number
}

const mustBeCurrent = async (database: OpenedDatabase): Promise<void> => {
  const pending = await pendingMigrations(database.db)
  if (pending.length > 0) throw new ConfigFault(`the database lacks ${pending.length} migration(s): run npx vigie migrate`)
}

const oldestPostgres = 150_000

const mustBeRecent = async (database: OpenedDatabase): Promise<void> => {
  const { rows } = await database.pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  if ((rows[0]?.version ?? 0) < oldestPostgres) throw new ConfigFault('DATABASE_URL: PostgreSQL 15 or newer is needed')
}

/** Settings, database, keys and storage: what every command stands on. `close` gives all of it back, the database last. */
export const openProgram = async ({ isAlone = false, migrates = false, connections = 10 }: Options = {}): Promise<Program> => {
  const config = readConfig()
  useMasterKey(config.masterKey)
  await useStorage(config.storageUrl)
  useLetterhead({ publicUrl: config.publicUrl, isTrial: !config.isProduction })
  useMailer(config.smtpUrl ? { smtpUrl: config.smtpUrl, from: config.mailFrom } : null)
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, log, alone: isAlone })
  const databaseUrl = config.databaseUrl ?? embedded?.connectionString ?? ''
  const database = openDatabase(databaseUrl, { max: connections })
  const close = async (): Promise<void> => {
    await database.close()
    await embedded?.stop()
  }
  try {
    await mustBeRecent(database)
    if (migrates) await migrateToLatest(databaseUrl, log)
    else await mustBeCurrent(database)
  } catch (fault) {
    await close()
    throw fault
  }
  return { config, databaseUrl, database, close }
}
