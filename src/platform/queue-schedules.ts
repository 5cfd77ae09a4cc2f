import { log } from './log.ts'
import { type JobSpec, type Queues, retention } from './queue-ring.ts'
import { type QueueName, queueNames } from './queue-backend.ts'

const rebuildOne = async (queues: Queues, name: QueueName, specs: readonly JobSpec[]): Promise<void> => {
  const queue = queues.bull[name]
  const scheduled = specs.filter((spec) => spec.queue === name && spec.every)
  const listed = new Set(scheduled.map((spec) => spec.name))
  for (const { key } of await queue.getJobSchedulers(0, -1)) if (!listed.has(key)) await queue.removeJobScheduler(key)
  for (const spec of scheduled) {
    const template = { name: spec.name, data: { launchedBy: 'schedule' }, opts: retention }
    await queue.upsertJobScheduler(spec.name, { pattern: spec.every!, tz: 'Europe/Paris' }, template)
  }
}

/**
 * Makes the schedules in the store those of `specs`, no more and no less. BullMQ never makes up a bell missed while we were down,
 * so every scheduled job is rung once: the sweeps find by themselves what fell due meanwhile.
 */
export const rebuildSchedules = async (queues: Queues, specs: readonly JobSpec[]): Promise<void> => {
  for (const name of queueNames) await rebuildOne(queues, name, specs)
  for (const spec of specs) if (spec.every) await queues.ring(spec.name, 'schedule')
}

const usual = 5 * 60_000 // ms

/**
 * A store that was emptied under us (a Redis without a disk that restarts) would silence every clock: the schedules are looked for now and
 * then.
 */
export const keepSchedules = (queues: Queues, specs: readonly JobSpec[], every = usual): () => void => {
  const look = async (): Promise<void> => {
    const next = await queues.nextRuns()
    if (specs.every((spec) => !spec.every || next.has(spec.name))) return
    log.warn('schedules were missing from the queue: made again')
    await rebuildSchedules(queues, specs)
  }
  const timer = setInterval(() => void look().catch(() => {}), every)
  timer.unref()
  return () => clearInterval(timer)
}
