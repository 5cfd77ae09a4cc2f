import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { healAfterFall } from '#src/doors/heal.ts'
import { specsOf } from '#src/doors/job-specs.ts'
import { addressOf, keepAddress } from '#src/doors/serve-address.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { runJob, tryJob, type Job } from '#src/platform/job.ts'
import { keepOrder } from '#src/platform/job-orders.ts'
import { record } from '#src/platform/record.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import type { Report, Touched } from '#src/platform/sweep.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let administrator: string
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  administrator = (await house.staff('administrator')).id
})
afterAll(() => house.close())

const runs: { at: Date; by: string }[] = []
const nothing: Report = { done: 0, skipped: 0, failed: 0, touched: [] }
const job: Job = {
  queue: 'sweeps',
  run: async (ctx) => {
    runs.push({ at: ctx.now, by: ctx.actor.id })
    return nothing
  },
}
const launch = { kind: 'command', by: 'test' } as const
const rowOf = (runId: string) => house.db.selectFrom('job_runs').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
const itemsOf = async (runId: string) =>
  (await house.db.selectFrom('job_run_items').select(['subject_id', 'outcome']).where('run_id', '=', runId).orderBy('position').execute())
    .map(({ subject_id, outcome }) => `${subject_id} ${outcome}`)

describe('an order', () => {
  const [spec] = specsOf({} as never, { 'test-job': job })
  const carry = (orderId: string) =>
    specsOf(house.database.db, { 'test-job': job })[0]!.run({ jobName: 'test-job', launchedBy: 'staff', orderId } as never)
  const order = (at: string, dryRun = false, name = 'test-job') =>
    unit(house.ctx(), async (tx) => {
      await record(tx, 'job.ordered', { subject: name, data: { job: name, at, dry_run: dryRun } })
      return keepOrder(tx, { job: name, at: new Date(at), dryRun, orderedBy: administrator })
    })
  beforeEach(() => {
    runs.length = 0
  })

  it('is carried out once, for whom and as of when its row says', async () => {
    expect(spec).toMatchObject({ name: 'test-job', queue: 'sweeps' })
    const id = await order('2026-03-01T09:30:00Z')
    expect(await carry(id)).toMatchObject({ job: 'test-job', at: '2026-03-01T09:30:00.000Z', dryRun: false })
    expect(await carry(id)).toEqual({})
    expect(runs).toMatchObject([{ at: new Date('2026-03-01T09:30:00Z') }])
    expect(await house.db.selectFrom('job_runs').select(['launch', 'launched_by']).where('job', '=', 'test-job').execute()).toEqual([{
      launch: 'staff',
      launched_by: administrator,
    }])
  })

  it('that nobody gave, or of another job, is left alone', async () => {
    expect(await carry(newId('jord', house.now()))).toEqual({})
    expect(await carry("jord_' or 1=1 --")).toEqual({})
    expect(await carry(await order('2026-03-01T09:30:00Z', false, 'other-job'))).toEqual({})
    expect(runs).toEqual([])
  })

  it('as of a date to come is only ever tried', async () => {
    await expect(order('2999-01-01T00:00:00Z')).rejects.toMatchObject({ constraint: 'job_orders_check' })
    expect(await carry(await order('2999-01-01T00:00:00Z', true))).toMatchObject({ dryRun: true })
    expect(runs).toHaveLength(1)
  })
})

describe('a run', () => {
  const touch = (ctx: Ctx, subject: string, outcome: Touched['outcome'] = 'done'): Touched => {
    const one = { subject, outcome, detail: null }
    noteTouched(ctx, one)
    return one
  }

  it('tells what it touches while it goes', async () => {
    let finish = (): void => {}
    const gate = new Promise<void>((open) => {
      finish = open
    })
    const slow: Job = {
      queue: 'sweeps',
      run: async (ctx) => {
        const touched = Array.from({ length: 60 }, (_, i) => touch(ctx, `mrch_${i}`))
        await gate
        return { done: 60, skipped: 0, failed: 0, touched }
      },
    }
    const ended = runJob({ name: 'slow', job: slow, db: house.database.db, launch })
    const open = () => house.db.selectFrom('job_runs').selectAll().where('job', '=', 'slow').executeTakeFirst()
    await vi.waitFor(async () => expect(await open()).toMatchObject({ ended_at: null, done: expect.any(Number) }))
    await vi.waitFor(async () => expect((await open())!.done).toBeGreaterThanOrEqual(50))
    finish()
    const { runId } = await ended
    expect(await rowOf(runId)).toMatchObject({ done: 60, failed: 0, error: null })
    expect(await itemsOf(runId)).toHaveLength(60)
  })

  it('that stops with an error is recorded as far as it came, and says so to whoever asked', async () => {
    const broken: Job = {
      queue: 'sweeps',
      run: async (ctx) => {
        touch(ctx, 'mrch_1')
        touch(ctx, 'mrch_2', 'failed')
        throw Object.assign(new Error('Jean Dupont'), { code: '22P02' })
      },
    }
    const { runId, cause, ...told } = await tryJob({ name: 'broken', job: broken, db: house.database.db, at: house.now(), launch })
    expect(told).toEqual({ job: 'broken', at: '2026-03-02T09:00:00.000Z', dryRun: false, done: 1, skipped: 0, failed: 2, error: '22P02' })
    expect(cause).toBeInstanceOf(Error)
    expect(await rowOf(runId)).toMatchObject({ done: 1, failed: 2, error: '22P02', ended_at: expect.any(Date) })
    expect(await itemsOf(runId)).toEqual(['mrch_1 done', 'mrch_2 failed'])
    await expect(runJob({ name: 'broken', job: broken, db: house.database.db, launch })).rejects.toThrow('Jean Dupont')
  })

  it('whose report judges anew has the last word', async () => {
    const anew: Job = {
      queue: 'sweeps',
      run: async (ctx) => {
        touch(ctx, 'mail_1')
        return { done: 0, skipped: 0, failed: 1, touched: [{ subject: 'mail_1', outcome: 'failed', detail: 'refused' }] }
      },
    }
    const { runId } = await runJob({ name: 'anew', job: anew, db: house.database.db, launch })
    expect(await itemsOf(runId)).toEqual(['mail_1 failed'])
    expect(await rowOf(runId)).toMatchObject({ done: 0, failed: 1 })
  })
})

describe('after a fall', () => {
  it('what was going on is closed as interrupted, and the rings that were lost are forgotten', async () => {
    const id = newId('jrun', house.now())
    await house
      .db
      .insertInto('job_runs')
      .values({
        id,
        job: 'slow',
        launch: 'schedule',
        launched_by: 'schedule',
        is_dry_run: false,
        as_of: house.now(),
        started_at: house.now(),
      })
      .execute()
    const forgetRings = vi.fn(async () => {})
    await healAfterFall(house.database.db, { forgetRings } as never)
    expect(await rowOf(id)).toMatchObject({ error: 'interrupted', ended_at: expect.any(Date) })
    expect(forgetRings).toHaveBeenCalledOnce()
  })
})

describe('where links of a command lead', () => {
  it('to what is set, else to the last server of this folder, else to the default', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vigie-address-'))
    const facts = { dataDir, publicUrl: 'http://localhost:3000', hasAddress: false }
    expect(await addressOf(facts)).toBe('http://localhost:3000')
    await keepAddress({ dataDir }, 'http://localhost:4100')
    expect(await addressOf(facts)).toBe('http://localhost:4100')
    expect(await addressOf({ ...facts, hasAddress: true })).toBe('http://localhost:3000')
    for (const text of ['not json', '{"publicUrl":5}', '{"publicUrl":"nowhere"}']) {
      await writeFile(join(dataDir, 'serve.json'), text)
      expect(await addressOf(facts)).toBe('http://localhost:3000')
    }
    await rm(dataDir, { recursive: true })
  })
})
