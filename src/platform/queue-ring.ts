import type { Queue } from 'bullmq'
import type { Order } from './bell.ts'
import { openBackend, type QueueConfig, type QueueName, queueNames } from './queue-backend.ts'

export type { QueueConfig, QueueName } from './queue-backend.ts'

/** `order`: a person asked for this very run (platform/bell). */
export type JobRun = { launchedBy: string; jobName: string; now: Date; order?: Order }

/** What the queue has to know of a job. `every` is a cron pattern on the clock of Paris; without it the job is only rung. */
export type JobSpec = { name: string; queue: QueueName; every?: string; run: (args: JobRun) => Promise<unknown> }

export type JobCounts = { waiting: number; active: number; delayed: number; failed: number; completed: number }

export type Queues = {
  readonly config: QueueConfig
  /** For bull-board. */
  readonly bull: Record<QueueName, Queue>
  /** Wakes a job now. A hundred rings while one waits are one run; a ring during a run leads to one more after it. */
  ring: (job: string, launchedBy?: string) => Promise<void>
  /** A run that a person asked for. Never merged with a ring: each is done. */
  place: (order: Order) => Promise<void>
  counts: () => Promise<Record<QueueName, JobCounts>>
  /** When each scheduled job comes next. */
  nextRuns: () => Promise<Map<string, Date>>
  close: () => Promise<void>
}

/** What is kept of runs, for the eyes only: the true record is in job_runs. Ages in seconds. */
export const retention = { removeOnComplete: { count: 500, age: 14 * 86_400 }, removeOnFail: { count: 1000, age: 30 * 86_400 } }

const addersConnections = 4

type Opened = Record<QueueName, Queue>

const forEach = async <T>(bull: Opened, ask: (queue: Queue) => Promise<T>): Promise<Record<QueueName, T>> =>
  Object.fromEntries(await Promise.all(queueNames.map(async (name) => [name, await ask(bull[name])]))) as Record<QueueName, T>

const countsOf = async (queue: Queue): Promise<JobCounts> =>
  (await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed')) as JobCounts

const nextOf = async (queue: Queue): Promise<[string, Date][]> =>
  (await queue.getJobSchedulers(0, -1)).flatMap(({ key, next }) => (next ? [[key, new Date(next)]] : []))

/** The side that rings and looks. Of `specs` it needs the names, and in which queue each belongs. */
export const openQueues = (config: QueueConfig, specs: readonly Pick<JobSpec, 'name' | 'queue'>[]): Queues => {
  const queueOf = new Map(specs.map(({ name, queue }) => [name, queue]))
  const backend = openBackend(config, addersConnections)
  const bull = Object.fromEntries(queueNames.map((name) => [name, backend.queue(name, { defaultJobOptions: retention })])) as Opened
  const ring = async (job: string, launchedBy = 'ring'): Promise<void> => {
    const queue = queueOf.get(job)
    if (!queue) throw new Error(`no job is named ${job}`)
    await bull[queue].add(job, { launchedBy }, { deduplication: { id: job, keepLastIfActive: true } })
  }
  const place = async (order: Order): Promise<void> => {
    await bull[queueOf.get(order.job) ?? 'sweeps'].add(order.job, { launchedBy: order.by, order: { ...order, at: order.at.toISOString() } })
  }
  const close = async (): Promise<void> => {
    await Promise.all(queueNames.map((name) => bull[name].close()))
    await backend.close()
  }
  const nextRuns = async () => new Map(Object.values(await forEach(bull, nextOf)).flat())
  return { config, bull, ring, place, counts: () => forEach(bull, countsOf), nextRuns, close }
}
