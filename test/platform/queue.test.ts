import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type JobRun, type JobSpec, keepSchedules, openQueues, type QueueConfig, type Queues, rebuildSchedules, startWorkers,
  type Workers } from '#src/platform/queue.ts'
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts'
import { hasRedis, startRedis } from '#test/support/redis.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test.close())

const kept = { count: 500, age: 14 * 86_400 }

const behaviour = (configured: () => QueueConfig): void => {
  let queues: Queues
  let workers: Workers | undefined
  let runs: JobRun[]
  let release: () => void
  let specs: JobSpec[]

  beforeEach(async () => {
    runs = []
    const gate = new Promise<void>((open) => {
      release = open
    })
    specs = [
      {
        name: 'sweep-slowly',
        queue: 'sweeps',
        every: '0 3 * * *',
        run: async (run) => {
          runs.push(run)
          await gate
          return { done: 2, who: 'Jean' }
        },
      },
      {
        name: 'send-mails',
        queue: 'deliveries',
        run: async (run) => {
          runs.push(run)
          return { done: 1 }
        },
      },
      {
        name: 'read-documents',
        queue: 'documents',
        run: () => Promise.reject(Object.assign(new TypeError('Jean Dupont is no number'), { code: '22P02' })),
      },
    ]
    queues = openQueues(configured(), specs)
    for (const queue of Object.values(queues.bull)) await queue.obliterate({ force: true })
  })

  afterEach(async () => {
    release()
    await workers?.close()
    workers = undefined
    await queues.close()
  })

  const ran = (count: number) => vi.waitFor(() => expect(runs).toHaveLength(count), { timeout: 15_000, interval: 20 })

  it('makes one run of a hundred rings that wait', async () => {
    await Promise.all(Array.from({ length: 100 }, () => queues.ring('send-mails')))
    expect((await queues.counts()).deliveries.waiting).toBe(1)
    workers = startWorkers(queues, specs)
    await ran(1)
    await delay(300)
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ launchedBy: 'ring', jobName: 'send-mails' })
  })

  it('runs once more when rung during a run, however often', async () => {
    workers = startWorkers(queues, specs)
    await queues.ring('sweep-slowly')
    await ran(1)
    await Promise.all(Array.from({ length: 20 }, () => queues.ring('sweep-slowly', 'staff')))
    await delay(200)
    expect(runs).toHaveLength(1)
    release()
    await ran(2)
    await delay(300)
    expect(runs).toHaveLength(2)
    expect(runs[1]?.launchedBy).toBe('staff')
    await queues.ring('sweep-slowly')
    await ran(3)
  })

  it('finishes the job in hand before it closes', async () => {
    workers = startWorkers(queues, specs)
    await queues.ring('sweep-slowly')
    await ran(1)
    let closed = false
    const closing = workers.close().then(() => {
      closed = true
    })
    await delay(300)
    await queues.ring('send-mails')
    await delay(300)
    expect(closed).toBe(false)
    release()
    await closing
    expect(runs).toHaveLength(1)
    expect(await queues.counts()).toMatchObject({ sweeps: { active: 0, completed: 1 }, deliveries: { waiting: 1 } })
  })

  it('keeps counts of a result and a code of a failure, never their words', async () => {
    workers = startWorkers(queues, specs)
    release()
    await queues.ring('sweep-slowly')
    await queues.ring('read-documents')
    await vi.waitFor(async () => expect(await queues.counts()).toMatchObject({ sweeps: { completed: 1 }, documents: { failed: 1 } }), {
      timeout: 10_000,
    })
    const [done] = await queues.bull.sweeps.getCompleted()
    const [failed] = await queues.bull.documents.getFailed()
    expect(done?.returnvalue).toEqual({ done: 2 })
    expect(failed?.failedReason).toBe('22P02')
    expect(JSON.stringify(failed)).not.toContain('Jean')
    expect(failed?.opts.removeOnComplete).toEqual(kept)
  })

  it('makes the schedules those of the list, on the clock of Paris, and rings each once', async () => {
    await queues.bull.sweeps.upsertJobScheduler('no-longer-listed', { pattern: '* * * * *' }, { name: 'no-longer-listed' })
    await rebuildSchedules(queues, specs)
    await rebuildSchedules(queues, specs)
    const next = await queues.nextRuns()
    expect([...next.keys()]).toEqual(['sweep-slowly'])
    expect(next.get('sweep-slowly')?.toLocaleTimeString('fr-FR', { timeZone: 'Europe/Paris' })).toBe('03:00:00')
    expect((await queues.counts()).sweeps).toMatchObject({ waiting: 1, delayed: 1 })
    release()
    workers = startWorkers(queues, specs)
    await ran(1)
    expect(runs[0]?.launchedBy).toBe('schedule')
  })

  it('keeps the schedule going after a scheduled run', async () => {
    const everySecond: JobSpec[] = [{ ...specs[1]!, every: '* * * * * *' }]
    await rebuildSchedules(queues, everySecond)
    workers = startWorkers(queues, everySecond)
    await vi.waitFor(() => expect(runs.length).toBeGreaterThanOrEqual(3), { timeout: 10_000 })
  })

  it('makes the schedules again when the store lost them', async () => {
    await rebuildSchedules(queues, specs)
    await queues.bull.sweeps.removeJobScheduler('sweep-slowly')
    expect((await queues.nextRuns()).size).toBe(0)
    const unwatch = keepSchedules(queues, specs, 50)
    await vi.waitFor(async () => expect((await queues.nextRuns()).size).toBe(1), { timeout: 5_000 })
    unwatch()
  })

  it('refuses to ring a job that is not listed', () => expect(queues.ring('nothing')).rejects.toThrow('no job'))
}

describe('on PostgreSQL', () => behaviour(() => ({ databaseUrl: test.url })))

describe('on PostgreSQL, in bad times', () => {
  it('survives the loss of every connection, and holds few', async () => {
    let runs = 0
    const specs: JobSpec[] = [{ name: 'send-mails', queue: 'deliveries', run: async () => void runs++ }]
    const queues = openQueues({ databaseUrl: test.url }, specs)
    const workers = startWorkers(queues, specs)
    const ran = (count: number) => vi.waitFor(() => expect(runs).toBe(count), { timeout: 20_000, interval: 20 })
    await queues.ring('send-mails')
    await ran(1)
    // A worker's own connection takes the name of its queue.
    const ours = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'vigie test'`
    const held = async (): Promise<number> => (await test.pool.query(`select count(*)::int as held ${ours}`)).rows[0].held
    await vi.waitFor(async () => expect(await held()).toBeLessThanOrEqual(12), { timeout: 5_000 })
    await test.pool.query(`select pg_terminate_backend(pid) ${ours}`)
    await delay(100)
    await vi.waitFor(() => queues.ring('send-mails'), { timeout: 10_000 })
    await ran(2)
    await workers.close()
    await queues.close()
    await vi.waitFor(async () => expect(await held()).toBe(0), { timeout: 5_000 })
  })
})

// On a machine of ours without Redis they are skipped; where CI is set they must run, and fail without it.
describe.skipIf(!hasRedis && !process.env['CI'])('on Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  behaviour(() => ({ databaseUrl: test.url, redisUrl: redis.url }))
})
