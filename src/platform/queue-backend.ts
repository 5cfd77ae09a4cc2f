import { setTimeout as delay } from 'node:timers/promises'
import { createPostgresBackend, Queue, type QueueOptions, Worker, type Processor, type WorkerOptions } from 'bullmq'
import pg from 'pg'
import { stopwatch } from './clock.ts'
import { survivesLoss } from './db.ts'
import { log } from './log.ts'
import { queueSchema } from './queue-schema.ts'

/**
 * By temper: quick sweeps of the tables, what goes out of the house, what is made of documents; and the reading of them, whose backlog of
 * an hour nobody else is to wait for.
 */
export const queueNames = ['sweeps', 'deliveries', 'documents', 'readings'] as const
export type QueueName = (typeof queueNames)[number]
export type QueueConfig = { databaseUrl: string; redisUrl?: string | undefined }

/** Makes queues and workers on one of the two stores. `close` ends what they shared, and comes after they are closed. */
export type QueueBackend = {
  queue: (name: QueueName, options: Partial<QueueOptions>) => Queue
  worker: (name: QueueName, processor: Processor, options: Partial<WorkerOptions>) => Worker
  /** Nobody is to wait any longer for a store that is away: what is closed next ends at once. */
  stopWaiting: () => void
  close: () => Promise<void>
}

const repeatAfter = 30_000 // ms: a store that is away for a minute is two lines, not a thousand

/** Both stores are allowed to go away and come back; without a listener their errors would end the process. */
const complainer = (store: string): (error: Error) => void => {
  let since: (() => number) | undefined
  return (error) => {
    if (since && since() < repeatAfter) return
    since = stopwatch()
    log.warn({ store, err: (error as { code?: string }).code ?? error.name }, 'the queue lost its store for a moment')
  }
}

const hearing = <T extends Queue | Worker>(one: T, complain: (error: Error) => void): T => {
  ;(one as Queue).on('error', (error) => {
    if (!one.closing) complain(error)
  })
  return one
}

/**
 * What PostgreSQL says while it starts, stops, or has no place left (classes 08 and 57P0, 53300), and what nobody says who is not there.
 */
const isAway = (error: unknown): boolean => /^(08|57P0|53300|ECONN)/.test(String((error as { code?: unknown } | null)?.code ?? ''))
const beforeNextTry = 1_000

/**
 * Waits where BullMQ does not. It takes ECONNREFUSED alone for an absence: after any other answer its workers ask again at once, with a
 * whole core and without end. And a worker whose very first connection failed remembers that for ever, and lets nothing else of the process
 * run. So a connection is waited for until it comes, and of a question "not now" is told as "not there".
 */
const patient = (pool: pg.Pool, complain: (error: Error) => void): { pool: pg.Pool; stopWaiting: () => void } => {
  const [connect, query] = [pool.connect.bind(pool), pool.query.bind(pool)] as unknown as ((...said: unknown[]) => Promise<unknown>)[]
  const stopping = new AbortController()
  const connectPatiently = async (): Promise<unknown> => {
    for (;;) {
      try {
        return await connect!()
      } catch (error) {
        if (!isAway(error) || stopping.signal.aborted) throw error
        complain(error as Error)
        await delay(beforeNextTry, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }
  const ask = (...said: unknown[]): Promise<unknown> =>
    query!(...said).catch((error: unknown) => {
      if (!isAway(error)) throw error
      complain(error as Error)
      throw Object.assign(new Error('ECONNREFUSED'), { code: 'ECONNREFUSED', cause: error })
    })
  pool.connect = ((heard?: unknown) => (heard === undefined ? connectPatiently() : connect!(heard))) as typeof pool.connect
  pool.query = ask as typeof pool.query
  return { pool, stopWaiting: () => stopping.abort() }
}

// BullMQ makes a pool itself only where `require` exists, which is not here; given one, it takes `bullmq` for its schema.
const openPool = (url: string, max: number): pg.Pool => {
  const options = `-c search_path=${queueSchema}`
  const pool = new pg.Pool({
    connectionString: url,
    options,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'vigie queue',
  })
  pool.setMaxListeners(20)
  return survivesLoss(pool)
}

const onPostgres = (url: string, connections: number): QueueBackend => {
  const complain = complainer('postgres')
  const { pool, stopWaiting } = patient(openPool(url, connections), complain)
  const connection = pool as never
  return {
    queue: (name, options) => hearing(new Queue(name, { ...options, connection }, createPostgresBackend) as unknown as Queue, complain),
    worker: (name, processor, options) =>
      hearing(new Worker(name, processor, { ...options, connection }, createPostgresBackend) as unknown as Worker, complain),
    stopWaiting,
    close: async () => {
      stopWaiting()
      await pool.end()
    },
  }
}

const onRedis = (url: string): QueueBackend => {
  const complain = complainer('redis')
  const prefix = 'vigie'
  // A ring during a request fails at once rather than wait for a Redis that is away: the schedule will make up for it.
  const impatient = { url, maxRetriesPerRequest: 1, enableOfflineQueue: false }
  return {
    queue: (name, options) => hearing(new Queue(name, { ...options, prefix, connection: impatient }), complain),
    worker: (name, processor, options) =>
      hearing(new Worker(name, processor, { ...options, prefix, connection: { url, maxRetriesPerRequest: null } }), complain),
    stopWaiting: () => {},
    close: async () => {},
  }
}

/** On Redis where one is given (many workers on many machines), else in PostgreSQL through at most `connections` connections. */
export const openBackend = ({ databaseUrl, redisUrl }: QueueConfig, connections: number): QueueBackend =>
  redisUrl ? onRedis(redisUrl) : onPostgres(databaseUrl, connections)
