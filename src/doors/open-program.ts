import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { watchWrittenEvents } from '#src/audit/askAfterWritten.ts'
import { useBackups } from '#src/backups/backUpNightly.ts'
import { useBank } from '#src/bank/bankGateway.ts'
import { openBankSimulator } from '#src/bank/bankSimulator.ts'
import { wallClock } from '#src/platform/clock.ts'
import { ConfigFault, readConfig, type Config } from '#src/platform/config.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { openDatabase, type OpenedDatabase } from '#src/platform/db.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#src/platform/embedded-postgres.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { log } from '#src/platform/log.ts'
import { useMailer } from '#src/platform/mail.ts'
import { useOutsider } from '#src/platform/outsider.ts'
import { migrateToLatest, pendingMigrations } from '#src/platform/migrate.ts'
import { useQueueInDatabase } from '#src/platform/queue-schema.ts'
import { nameFilesAnew, useStorage } from '#src/platform/storage.ts'
import { mustGoOn } from '#src/platform/stopping.ts'
import { useOpenBanking } from '#src/scoring/openBanking.ts'
import { simulatedOpenBanking } from '#src/scoring/simulatedOpenBanking.ts'
import { addressOf } from './serve-address.ts'
import { leaveWhenTold } from './signals.ts'

/** `isOnly`: surely no other vigie works on this database at this moment. */
export type Program = { config: Config; databaseUrl: string; database: OpenedDatabase; isOnly: boolean; close: () => Promise<void> }

type Options = {
  /** `serve` is alone on its folder; a command may come beside it. */
  isAlone?: boolean
  /** Bring the schema to the newest first (serve, migrate, demo). Otherwise an old schema is refused. */
  migrates?: boolean
  connections?: number
  /** `serve` has read its settings already. */
  config?: Config
  /** It is to bring a backup back, or to go on with it. */
  restores?: boolean
  /** Opens a door of its own: links lead there. A command's lead to the server it stands beside. */
  serves?: boolean
}

const mustBeCurrent = async (database: OpenedDatabase): Promise<void> => {
  const pending = await pendingMigrations(database.db)
  if (pending.length > 0) throw new ConfigFault(`the database lacks ${pending.length} migration(s): run npx vigie migrate`)
}

const mustBeWhole = async ({ pool }: OpenedDatabase): Promise<void> => {
  const { rows } = await pool.query<{ isStopped: boolean }>(`select to_regclass('restoring.loaded') is not null as "isStopped"`)
  if (rows[0]?.isStopped)
    throw new ConfigFault('a restore was stopped before what had been erased was erased once more: run npx vigie restore again')
}

const oldestPostgres = 150_000

const versionOf = async ({ pool }: OpenedDatabase, isGiven: boolean): Promise<number> => {
  try {
    const { rows } = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    return rows[0]?.version ?? 0
  } catch (fault) {
    if (!isGiven) throw fault
    throw new ConfigFault(`DATABASE_URL: the database cannot be entered (${(fault as { code?: string }).code ?? 'no answer'})`, {
      cause: fault,
    })
  }
}

const mustBeRecent = async (database: OpenedDatabase, isGiven: boolean): Promise<void> => {
  if ((await versionOf(database, isGiven)) < oldestPostgres) throw new ConfigFault('DATABASE_URL: PostgreSQL 15 or newer is needed')
}

/** Keys, files, letters: what needs no database. */
const settle = async (config: Config, serves: boolean): Promise<void> => {
  useMasterKey(config.masterKey)
  useQueueInDatabase(!config.redisUrl)
  await useStorage(config.storageUrl)
  await nameFilesAnew()
  useLetterhead({ publicUrl: serves ? config.publicUrl : await addressOf(config), isTrial: !config.isProduction })
  useOutsider(config.chainHeadTo)
  useMailer(config.smtpUrl ? { smtpUrl: config.smtpUrl, from: config.mailFrom } : null)
}

const enter = async (config: Config, { isAlone = false, connections = 10, serves }: Options): Promise<Program> => {
  let embedded: EmbeddedPostgres | null = null
  if (serves === undefined) leaveWhenTold(async () => embedded?.stop())
  embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, log, alone: isAlone })
  const databaseUrl = config.databaseUrl ?? embedded?.connectionString ?? ''
  const database = openDatabase(databaseUrl, { max: connections })
  useAcquirer(openSimulator({ db: database.db }))
  // a bank that pays nobody is for trials: in production files leave by hand
  useBank(config.isProduction ? null : openBankSimulator({ db: database.db }), config.payoutDebtor)
  // nobody is scored on figures that were made up: in production the live world refuses until a provider is connected here
  useOpenBanking(config.isProduction ? null : simulatedOpenBanking)
  useBackups(config.backup && { url: databaseUrl, ...config.backup })
  const close = async (): Promise<void> => {
    await database.close()
    await embedded?.stop()
  }
  return { config, databaseUrl, database, isOnly: embedded?.isOnly ?? false, close }
}

/** What it writes into the history it asks after, the last of it before it leaves. A restore writes into a database that it replaces. */
const watched = (program: Program): Program => {
  const stop = watchWrittenEvents(program.database.db, wallClock)
  return { ...program, close: () => stop().finally(program.close) }
}

/** Settings, database, keys and storage: what every command stands on. `close` gives all of it back, the database last. */
export const openProgram = async (options: Options = {}): Promise<Program> => {
  const config = options.config ?? readConfig()
  await settle(config, options.serves ?? false)
  const program = await enter(config, options)
  try {
    mustGoOn()
    await mustBeRecent(program.database, config.databaseUrl !== null)
    if (options.migrates) await migrateToLatest(program.databaseUrl, log)
    else await mustBeCurrent(program.database)
    if (options.restores) return program
    await mustBeWhole(program.database)
    return watched(program)
  } catch (fault) {
    await program.close()
    throw fault
  }
}
