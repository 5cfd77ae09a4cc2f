import { jobs } from '#jobs/index.ts'
import { wallClock } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/db.ts'
import { runJob, type Job } from '#src/platform/job.ts'
import { endOrder, findOrder } from '#src/platform/job-orders.ts'
import { log } from '#src/platform/log.ts'
import type { JobSpec } from '#src/platform/queue.ts'

type Asked = { name: string; job: Job; db: Database }

/**
 * The row decides what is run, for whom and as of when; the queue, which an operator's board can write, only said which row. Unknown, of
 * another job, carried out before, or real and as of a date to come: nothing.
 */
const runOrder = async ({ name, job, db }: Asked, orderId: string): Promise<unknown> => {
  const order = await findOrder(db, orderId, name)
  if (!order || (!order.is_dry_run && order.as_of > wallClock())) {
    log.warn({ job: name, orderId }, 'an order that nobody gave, or that was carried out before, was left alone')
    return {}
  }
  try {
    return await runJob({ name, job, db, at: order.as_of, dryRun: order.is_dry_run, launch: { kind: 'staff', by: order.ordered_by } })
  } finally {
    await endOrder(db, orderId, wallClock())
  }
}

/** What the workers are told of every job. */
export const specsOf = (db: Database, list: Record<string, Job> = jobs): JobSpec[] =>
  Object.entries(list).map(([name, job]) => ({
    name,
    queue: job.queue,
    every: job.every,
    run: ({ launchedBy, orderId }) => {
      const launch = launchedBy === 'schedule' ? ({ kind: 'schedule', by: 'schedule' } as const) : ({ kind: 'ring', by: 'ring' } as const)
      return orderId ? runOrder({ name, job, db }, orderId) : runJob({ name, job, db, launch })
    },
  }))
