import type { Job, Processor } from 'bullmq'
import { wallClock } from './clock.ts'
import { codeOf, framesOf, log } from './log.ts'
import type { JobRun, JobSpec, Queues } from './queue-ring.ts'
import { openBackend, type QueueName, queueNames } from './queue-backend.ts'
import { keepSchedules } from './queue-schedules.ts'

export type Workers = { close: () => Promise<void> }

/** One run reads on as many lanes as there is room for: a second beside it would only share its backlog. */
const usual: Record<QueueName, number> = { sweeps: 2, deliveries: 2, documents: 2, readings: 1 }

/** What bull-board may show of a result: its counts. Anything else could be somebody's name. */
const countsIn = (result: unknown): Record<string, number> =>
  Object.fromEntries(Object.entries((result ?? {}) as object).filter(([, value]) => typeof value === 'number'))

/** What may be kept of a failure: a code and where it happened, since messages quote values. */
const withoutValues = (fault: unknown): Error => {
  const plain = new Error(codeOf(fault))
  plain.stack = `Error: ${plain.message}\n${framesOf(fault) ?? ''}`
  return plain
}

const asked = (data: { launchedBy?: unknown; orderId?: unknown } | undefined): Pick<JobRun, 'launchedBy' | 'orderId'> => ({
  launchedBy: String(data?.launchedBy ?? 'ring'),
  ...(typeof data?.orderId === 'string' ? { orderId: data.orderId } : {}),
})

const processorOf = (specs: readonly JobSpec[]): Processor => {
  const byName = new Map(specs.map((spec) => [spec.name, spec]))
  return async (job: Job): Promise<unknown> => {
    const spec = byName.get(job.name)
    if (!spec) return {} // left in the store by an older version
    try {
      return countsIn(await spec.run({ ...asked(job.data), jobName: spec.name, now: wallClock() }))
    } catch (fault) {
      const plain = withoutValues(fault)
      log.error({ job: spec.name, code: plain.message, frames: framesOf(plain) }, 'a job failed')
      throw plain
    }
  }
}

/**
 * Runs the jobs of `specs`, each queue with a concurrency of its own, and sees to it that their schedules stay in the store. `close` takes
 * no new job and waits for those in hand.
 */
export const startWorkers = (queues: Queues, specs: readonly JobSpec[], { concurrency = usual } = {}): Workers => {
  const listening = queueNames.length
  const backend = openBackend(queues.config, listening + 4)
  const process = processorOf(specs)
  // A worker killed in the middle of a job leaves it locked for half a minute; then another takes it up.
  const options = { lockDuration: 30_000, stalledInterval: 10_000, maxStalledCount: 3, runRetryDelay: 2_000 }
  const workers = queueNames.map((name) => backend.worker(name, process, { ...options, concurrency: concurrency[name] }))
  const stopKeeping = keepSchedules(queues, specs)
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    stopKeeping()
    backend.stopWaiting()
    await Promise.all(workers.map((worker) => worker.close()))
    await backend.close()
  }
  return { close: () => (closing ??= close()) }
}
