import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jobs } from '#jobs/index.ts'
import { createApp } from '#src/app.ts'
import { queueBoard } from '#src/operations/board.ts'
import { watchQueues } from '#src/operations/metrics.ts'
import { probeQueue } from '#src/operations/probes.ts'
import { watchSchedules } from '#src/operations/schedules.ts'
import { hangBell, takeOrders } from '#src/platform/bell.ts'
import { wallClock } from '#src/platform/clock.ts'
import { ConfigFault, type Config } from '#src/platform/config.ts'
import { runJob, type Launch } from '#src/platform/job.ts'
import { log } from '#src/platform/log.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { openQueues, type JobRun, type JobSpec, type Queues } from '#src/platform/queue.ts'
import { rebuildSchedules } from '#src/platform/queue-schedules.ts'
import { startWorkers, type Workers } from '#src/platform/queue-workers.ts'
import { openProgram, type Program } from './open-program.ts'
import { welcome } from './welcome.ts'

export type ServeOptions = { web?: boolean; worker?: boolean }

const launchOf = ({ launchedBy, order }: JobRun): Launch =>
  order ? { kind: 'staff', by: order.by } : launchedBy === 'schedule' ? { kind: 'schedule', by: 'schedule' } : { kind: 'ring', by: 'ring' }

const specsOf = (program: Program): JobSpec[] =>
  Object.entries(jobs).map(([name, job]) => ({
    name, queue: job.queue, every: job.every,
    run: (run) => runJob({ name, job, db: program.database.db, at: run.order?.at, dryRun: run.order?.dryRun, launch: launchOf(run) }),
  }))

const listen = (server: Server, { port, host }: Config): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', (fault: NodeJS.ErrnoException) =>
      fail(fault.code === 'EADDRINUSE' ? new ConfigFault(`port ${port} is taken: stop what uses it, or set PORT to another`) : fault))
    server.listen(port, host, () => done((server.address() as AddressInfo).port))
  })

const openWeb = async (program: Program, queues: Queues): Promise<{ server: Server; port: number }> => {
  const { config, database } = program
  const app = createApp({ database, clock: wallClock, isTrial: !config.isProduction, trustProxy: config.trustProxy, board: queueBoard({ db: database.db, clock: wallClock, queues }) })
  // Node's defaults, said aloud: a slow or silent client is let go, so that nobody holds our sockets.
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 }, app)
  return { server, port: await listen(server, config) }
}

/** No new requests; those in hand are answered (10 s at most). */
const closeWeb = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  const patience = setTimeout(() => server.closeAllConnections(), 10_000)
  await closed
  clearTimeout(patience)
}

type Parts = { program: Program; queues: Queues; workers: Workers | null; server: Server | null }

/** From the doors inwards: answers, then jobs in hand, then the queue, then the database. */
const closeAll = async ({ program, queues, workers, server }: Parts): Promise<void> => {
  hangBell(null)
  takeOrders(null)
  if (server) await closeWeb(server)
  await workers?.close()
  await closeOcr()
  await queues.close()
  await program.close()
}

const untilTold = (): Promise<NodeJS.Signals> =>
  new Promise((done) => {
    const told = (signal: NodeJS.Signals): void => {
      // The second Ctrl-C of an impatient person ends at once; the database recovers from that by itself.
      process.once('SIGINT', () => process.exit(130))
      done(signal)
    }
    process.once('SIGINT', told).once('SIGTERM', told)
  })

const startQueues = async (program: Program, isWorking: boolean): Promise<{ queues: Queues; workers: Workers | null }> => {
  const { config, databaseUrl } = program
  const specs = specsOf(program)
  const queues = openQueues({ databaseUrl, redisUrl: config.redisUrl ?? undefined }, specs)
  hangBell((name) => queues.ring(name))
  takeOrders((order) => queues.place(order))
  watchQueues(() => queues.counts())
  watchSchedules(() => queues.nextRuns())
  probeQueue(async () => Object.keys(await queues.counts()).length > 0)
  if (!isWorking) return { queues, workers: null }
  await rebuildSchedules(queues, specs)
  return { queues, workers: startWorkers(queues, specs) }
}

export const serve = async ({ web, worker }: ServeOptions): Promise<void> => {
  const isWeb = web === true || worker !== true
  const isWorking = worker === true || web !== true
  const program = await openProgram({ isAlone: isWeb && isWorking, migrates: true, connections: 20 })
  const greet = await welcome(program)
  const { queues, workers } = await startQueues(program, isWorking)
  const opened = isWeb ? await openWeb(program, queues).catch(async (fault: unknown) => {
    await closeAll({ program, queues, workers, server: null })
    throw fault
  }) : null
  if (opened) greet(opened.port)
  const signal = await untilTold()
  log.info({ signal }, 'closing: answers and jobs in hand are finished first')
  await closeAll({ program, queues, workers, server: opened?.server ?? null })
  log.info('closed')
}
