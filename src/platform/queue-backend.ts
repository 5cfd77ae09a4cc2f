import { createPostgresBackend, Queue, type QueueOptions, Worker, type Processor, type WorkerOptions } from 'bullmq'
import pg from 'pg'
import { stopwatch } from './clock.ts'
import { survivesLoss } from './db.ts'
import { log } from './log.ts'
import { queueSchema } from './queue-schema.ts'

/** By temper: quick sweeps of the tables, what goes out of the house, and the heavy reading and making of documents. */
export const queueNames = ['sweeps', 'deliveries', 'documents'] as const
export type QueueName = (typeof queueNames)[number]
export type QueueConfig = { databaseUrl: string; redisUrl?: string | undefined }

/** Makes queues and workers on one of the two stores. `close` ends what they shared, and comes after they are closed. */
export type QueueBackend = {
  queue: (name: QueueName, options: Partial<QueueOptions>) => Queue
  worker: (name: QueueName, processor: Processor, options: Partial<WorkerOptions>) => Worker
  close: () => Promise<void>
}

const repeatAfter = 30_000 // ms: a store that is away for a minute is two lines, not a thousand

/** Both stores are allowed to go away and come back; without a listener their errors would end the process. */
const complainer = (store: string): ((error: Error) => void) => {
  let since: (() => number) | undefined
  return (error) => {
    if (since && since() < repeatAfter) return
    since = stopwatch()
    log.warn({ store, err: (error as { code?: string }).code ?? error.name }, 'the queue lost its store for a moment')
  }
}

const hearing = <T extends Queue | Worker>(one: T, complain: (error: Error) => void): T => {
  ;(one as Queue).on('error', (error) => { if (!one.closing) complain(error) })
  return one
}

// BullMQ makes a pool itself only where `require` exists, which is not here; given one, it takes `bullmq` for its schema.
const openPool = (url: string, max: number): pg.Pool => {
  const options = `-c search_path=${queueSchema}`
  const pool = new pg.Pool({ connectionString: url, options, max, keepAlive: true, connectionTimeoutMillis: 10_000, application_name: 'vigie queue' })
  pool.setMaxListeners(20)
  return survivesLoss(pool)
}

const onPostgres = (url: string, connections: number): QueueBackend => {
  const pool = openPool(url, connections)
  const connection = pool as never
  const complain = complainer('postgres')
  return {
    queue: (name, options) => hearing(new Queue(name, { ...options, connection }, createPostgresBackend) as unknown as Queue, complain),
    worker: (name, processor, options) => hearing(new Worker(name, processor, { ...options, connection }, createPostgresBackend) as unknown as Worker, complain),
    close: () => pool.end(),
  }
}

const onRedis = (url: string): QueueBackend => {
  const complain = complainer('redis')
  const prefix = 'vigie'
  // A ring during a request fails at once rather than wait for a Redis that is away: the schedule will make up for it.
  const impatient = { url, maxRetriesPerRequest: 1, enableOfflineQueue: false }
  return {
    queue: (name, options) => hearing(new Queue(name, { ...options, prefix, connection: impatient }), complain),
    worker: (name, processor, options) => hearing(new Worker(name, processor, { ...options, prefix, connection: { url, maxRetriesPerRequest: null } }), complain),
    close: async () => {},
  }
}

/** On Redis where one is given (many workers on many machines), else in PostgreSQL through at most `connections` connections. */
export const openBackend = ({ databaseUrl, redisUrl }: QueueConfig, connections: number): QueueBackend =>
  redisUrl ? onRedis(redisUrl) : onPostgres(databaseUrl, connections)
