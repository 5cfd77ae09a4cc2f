import type { Server } from 'node:http'
import { createApp } from '#src/app.ts'
import { stopTrade } from '#src/demo/tradeTask.ts'
import { queueBoard } from '#src/operations/board.ts'
import { watchQueues } from '#src/operations/metrics.ts'
import { probeQueue } from '#src/operations/probes.ts'
import { watchSchedules } from '#src/operations/schedules.ts'
import { hangBell, takeOrders } from '#src/platform/bell.ts'
import { settleApart } from '#src/platform/apart.ts'
import { wallClock } from '#src/platform/clock.ts'
import type { Config } from '#src/platform/config.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { openQueues, type Queues } from '#src/platform/queue.ts'
import { rebuildSchedules } from '#src/platform/queue-schedules.ts'
import { startWorkers, type Workers } from '#src/platform/queue-workers.ts'
import { mustGoOn } from '#src/platform/stopping.ts'
import { healAfterFall } from './heal.ts'
import { specsOf } from './job-specs.ts'
import type { Program } from './open-program.ts'
import { keepAddress } from './serve-address.ts'
import { closeWeb, openWeb } from './web-server.ts'
import { welcome } from './welcome.ts'

export type Roles = { isWeb: boolean; isWorking: boolean }

export type Parts = { program: Program; queues?: Queues; workers?: Workers; server?: Server }

/** A piece of many pages may take minutes: those read by then are kept, and reading goes on after them at the next start. */
const readingPatience = 10_000

const within = (ms: number, work: Promise<void> | undefined): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((done) => {
    timer = setTimeout(done, ms)
  })
  return Promise.race([work, enough]).finally(() => clearTimeout(timer))
}

/** From the doors inwards: answers, then jobs in hand, then the queue, then the database. */
export const closeAll = async ({ program, queues, workers, server }: Parts): Promise<void> => {
  hangBell(null)
  takeOrders(null)
  const working = workers?.close()
  await stopTrade()
  if (server) await closeWeb(server)
  await within(readingPatience, working)
  await closeOcr()
  await working
  await queues?.close()
  await program.close()
}

const hangQueues = ({ config, databaseUrl, database }: Program): Queues => {
  const queues = openQueues({ databaseUrl, redisUrl: config.redisUrl ?? undefined }, specsOf(database.db))
  hangBell((name) => queues.ring(name))
  takeOrders((order) => queues.place(order))
  watchQueues(() => queues.counts())
  watchSchedules(() => queues.nextRuns())
  probeQueue(async () => Object.keys(await queues.counts()).length > 0)
  return queues
}

/** Port 0 asks for any: what is printed and written into letters is the one that was given. */
const addressAt = (
  { publicUrl, hasAddress, host, port: asked }: Config,
  port: number,
): string => (hasAddress && asked !== 0 ? publicUrl : `http://${host}:${port}`)

const openDoor = async ({ config, database }: Program, queues: Queues): Promise<{ server: Server; port: number }> => {
  const board = queueBoard({ db: database.db, clock: wallClock, queues })
  const app = createApp({ database, clock: wallClock, isTrial: !config.isProduction, trustProxy: config.trustProxy, board })
  const { server, port } = await openWeb(app, config)
  const publicUrl = addressAt(config, port)
  useLetterhead({ publicUrl, isTrial: !config.isProduction })
  await keepAddress(config, publicUrl)
  return { server, port }
}

/** Workers come last: a start that fails at the door has begun no job. */
const openInto = async (parts: Parts, { isWeb, isWorking }: Roles): Promise<() => void> => {
  const greet = await welcome(parts.program)
  mustGoOn()
  const queues = (parts.queues = hangQueues(parts.program))
  if (isWorking && parts.program.isOnly) await healAfterFall(parts.program.database.db, queues)
  const door = isWeb ? await openDoor(parts.program, queues) : null
  if (door) parts.server = door.server
  if (isWorking) {
    const { databaseUrl, config: { storageUrl, masterKey } } = parts.program
    settleApart({ databaseUrl, storageUrl, masterKey })
    const specs = specsOf(parts.program.database.db)
    await rebuildSchedules(queues, specs)
    mustGoOn()
    parts.workers = startWorkers(queues, specs)
  }
  return () => (door ? greet(door.port) : undefined)
}

/** The house on its database: pages, workers or both. Whatever fails on the way is closed again, the database with it. */
export const openAll = async (program: Program, roles: Roles): Promise<Parts> => {
  const parts: Parts = { program }
  try {
    const greet = await openInto(parts, roles)
    greet()
    return parts
  } catch (fault) {
    await closeAll(parts)
    throw fault
  }
}
