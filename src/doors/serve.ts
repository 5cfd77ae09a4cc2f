import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig, type Config } from '#src/platform/config.ts'
import { log } from '#src/platform/log.ts'
import { wallClock } from '#src/platform/clock.ts'
import { isStopping } from '#src/platform/stopping.ts'
import type { Roles } from './house.ts'
import { openProgram } from './open-program.ts'
import { untilTold } from './signals.ts'
import { endOnUncaught } from './uncaught.ts'
import { doorMustBeFree } from './web-server.ts'

export type ServeOptions = { web?: boolean; worker?: boolean }

/** What the portfolio of a first run will want of pieces is made while its database comes up. */
const rehearseFirst = async (): Promise<void> => {
  const [{ startOf }, { rehearse }, { firstPortfolio }] = await Promise.all([
    import('#src/demo/buildPortfolio.ts'),
    import('#src/demo/rehearsal.ts'),
    import('./welcome.ts'),
  ])
  const now = wallClock()
  rehearse({ ...firstPortfolio, now, startsOn: startOf(now) })
}

/**
 * Rooms, routes and templates are half of a start: they are loaded while the database comes up; into a first one the portfolio is built.
 */
const loadHouse = ({ isProduction, databaseUrl, dataDir }: Config): Promise<typeof import('./house.ts')> => {
  const loading = import('./house.ts')
  loading.catch(() => {}) // whoever waits for it hears of it
  const isFirst = !isProduction && databaseUrl === null && !existsSync(join(dataDir, 'postgres', 'data'))
  if (isFirst) void loading.then(rehearseFirst).catch(() => {})
  return loading
}

type Opened = { close: () => Promise<void> }

const open = async (roles: Roles): Promise<Opened> => {
  const config = readConfig()
  if (roles.isWeb) await doorMustBeFree(config)
  const loading = loadHouse(config)
  const program = await openProgram({
    config,
    isAlone: roles.isWeb && roles.isWorking,
    serves: roles.isWeb,
    migrates: true,
    connections: 20,
  })
  const house = await loading.catch(async (fault: unknown) => {
    await program.close()
    throw fault
  })
  const parts = await house.openAll(program, roles)
  return { close: () => house.closeAll(parts) }
}

export const serve = async ({ web, worker }: ServeOptions): Promise<void> => {
  const told = untilTold()
  endOnUncaught()
  try {
    const { close } = await open({ isWeb: web === true || worker !== true, isWorking: worker === true || web !== true })
    log.info({ signal: await told }, 'closing: answers and jobs in hand are finished first')
    await close()
    log.info('closed')
  } catch (fault) {
    if (!isStopping()) throw fault
    log.info('closed before it was open')
  }
}
