import type { Logger } from 'pino'
import { ConfigFault } from './config.ts'
import { openFolder, type PgFolder, programPassword } from './pg-folder.ts'
import { claimAlone, ensureDatabase, isLastOne, isOnlyOne, type Keeper, meet, signIn } from './pg-keeper.ts'
import { findLiving, hostOf, launch, shutDown } from './pg-process.ts'
import type { PgSettings } from './pg-settings.ts'
import { mustGoOn } from './stopping.ts'

type Log = Pick<Logger, 'info' | 'warn' | 'error'>

export type EmbeddedPostgresOptions = {
  dataDir: string
  port?: number
  log: Log
  /** True for `serve`: a second one on the same folder is refused. False for the command line, which may come beside a running server. */
  alone?: boolean
  settings?: PgSettings
}

/** `isOnly`: no other vigie was here when this one came in. */
export type EmbeddedPostgres = { connectionString: string; isOnly: boolean; stop: () => Promise<void> }

type Presence = { keeper: Keeper; port: number }

const reuse = async (folder: PgFolder, log: Log): Promise<Presence | undefined> => {
  const living = await findLiving(folder)
  if (!living) return undefined
  const keeper = await meet(folder, living, async () => !(await findLiving(folder)))
  if (keeper) log.info({ pid: living.pid, port: living.port }, 'the database of this folder was already running')
  return keeper && { keeper, port: living.port }
}

const start = async (folder: PgFolder, { port, settings = {}, log }: EmbeddedPostgresOptions): Promise<Presence | string> => {
  const launched = await launch(folder, port, settings)
  const keeper = await meet(folder, launched, async () => launched.failed() !== undefined).catch(async (fault: unknown) => {
    await shutDown(folder)
    throw fault
  })
  if (!keeper) return (await launched.failed()) ?? ''
  log.info({ pid: launched.pid, port: launched.port }, 'the embedded database has started')
  return { keeper, port: launched.port }
}

/** Backends of a server that was killed still hold its memory: on a busy machine they take seconds to notice, and then they are gone. */
const isHaunted = (reason: string): boolean => reason.includes('shared memory block') && reason.includes('still in use')

/**
 * A server of this folder that outlived its vigie (`kill -9`) is used as it is: it lost nothing, and a command line may be working on it. A
 * start that fails is tried again: a twin may have been quicker, the port may have been taken in between, orphans may need a moment to end.
 */
const comeIn = async (folder: PgFolder, options: EmbeddedPostgresOptions): Promise<Presence> => {
  let reason = ''
  for (let attempt = 1; attempt <= (isHaunted(reason) ? 12 : 5); attempt++) {
    const found = (await reuse(folder, options.log)) ?? (await start(folder, options))
    if (typeof found === 'string') reason = found
    else if (await signIn(found.keeper)) return found
    await new Promise((done) => setTimeout(done, attempt * 200))
  }
  throw new ConfigFault(`The embedded PostgreSQL in ${folder.home} did not start: ${reason}`)
}

/** The last to leave stops the server; for another vigie it stays up. */
const leaveDatabase = async (folder: PgFolder, keeper: Keeper): Promise<{ stopped: boolean }> => {
  const stopped = await isLastOne(keeper)
  if (stopped) await shutDown(folder)
  await keeper.end().catch(() => {})
  return { stopped }
}

const settle = async (folder: PgFolder, options: EmbeddedPostgresOptions): Promise<Presence> => {
  const presence = await comeIn(folder, options)
  try {
    if (options.alone ?? true) await claimAlone(presence.keeper, folder)
    await ensureDatabase(presence.keeper, folder)
    return presence
  } catch (fault) {
    await leaveDatabase(folder, presence.keeper)
    throw fault
  }
}

/** Starts a server that dies under us again, at the same address, where the pools will find it. Gives the way to leave. */
const keepUp = (folder: PgFolder, options: EmbeddedPostgresOptions & { port: number }, first: Presence): () => Promise<void> => {
  const { log, port } = options
  let presence = first
  let leaving: Promise<void> | undefined
  let reviving: Promise<void> | undefined

  const watch = (): void =>
    void presence.keeper.once('end', () => {
      if (!leaving) reviving = revive()
    })
  const revive = async (): Promise<void> => {
    log.error('the embedded database went away; starting it again')
    try {
      presence = await settle(folder, options)
      if (presence.port !== port) log.error({ port: presence.port }, 'the port of the embedded database was taken: restart vigie')
      watch()
    } catch (fault) {
      log.error({ err: (fault as Error).message }, 'the embedded database does not come back: restart vigie')
    }
  }
  const leave = async (): Promise<void> => {
    await reviving
    const { stopped } = await leaveDatabase(folder, presence.keeper)
    if (!stopped) log.info('the embedded database stays up for another vigie')
  }
  watch()
  return () => (leaving ??= leave())
}

/** Starts, or finds running, the PostgreSQL under `${dataDir}/postgres`. The last vigie to leave stops it. */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const folder = await openFolder(options.dataDir, options.settings?.['fsync'] !== 'off')
  mustGoOn()
  const first = await settle(folder, options)
  const isOnly = await isOnlyOne(first.keeper).catch(() => false)
  const stop = keepUp(folder, { ...options, port: first.port }, first)
  const host = encodeURIComponent(await hostOf(folder, first.port))
  return { isOnly, connectionString: `postgres://vigie:${programPassword(folder)}@${host}:${first.port}/vigie`, stop }
}
