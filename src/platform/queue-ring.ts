import type { Queue } from 'bullmq'
import type { Order } from './bell.ts'
import { openBackend, type QueueConfig, type QueueName, queueNames } from './queue-backend.ts'

export type { QueueConfig, QueueName } from './queue-backend.ts'

/**
 * `orderId`: a person asked for this very run (platform/job-orders). Anybody who reaches the queue may have written it: it is looked up.
 */
export type JobRun = { launchedBy: string; jobName: string; now: Date; orderId?: string }

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
  /**
   * For who starts alone: whatever the store takes for running died with its worker, and would make every ring wait until its lock runs
   * out. What was half done is found again by whom is rung now.
   */
  forgetRings: () => Promise<void>
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

const noSuchJob = (job: string): never => {
  throw new Error(`no job is named ${job}`)
}

/** The side that rings and looks. Of `specs` it needs the names, and in which queue each belongs. */
export const openQueues = (config: QueueConfig, specs: readonly Pick<JobSpec, 'name' | 'queue'>[]): Queues => {
  const queueOf = new Map(specs.map(({ name, queue }) => [name, queue]))
  const backend = openBackend(config, addersConnections)
  const bull = Object.fromEntries(queueNames.map((name) => [name, backend.queue(name, { defaultJobOptions: retention })])) as Opened
  const queueFor = (job: string): QueueName => queueOf.get(job) ?? noSuchJob(job)
  const ring = async (job: string, launchedBy = 'ring'): Promise<void> => {
    await bull[queueFor(job)].add(job, { launchedBy }, { deduplication: { id: job, keepLastIfActive: true } })
  }
  const place = async (order: Order): Promise<void> => {
    await bull[queueFor(order.job)].add(order.job, { launchedBy: 'order', orderId: order.id })
  }
  const forgetRings = async (): Promise<void> => {
    for (const [job, queue] of queueOf) await bull[queue].removeDeduplicationKey(job)
  }
  const close = async (): Promise<void> => {
    await Promise.all(queueNames.map((name) => bull[name].close()))
    await backend.close()
  }
  const nextRuns = async () => new Map(Object.values(await forEach(bull, nextOf)).flat())
  return { config, bull, ring, place, counts: () => forEach(bull, countsOf), nextRuns, forgetRings, close }
}
