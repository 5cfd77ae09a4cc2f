import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { isDryRun, unit, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { emptyReport, sweep } from '#src/platform/sweep.ts'
import { runJob } from '#src/platform/job.ts'
import { conflict } from '#src/kernel/errors.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

const insertMerchant = (tx: Tx, id: string) =>
  tx.db.insertInto('merchants').values({ id, created_at: tx.now, state_changed_at: tx.now }).execute()
const countMerchants = async (like: string) =>
  (await house.db.selectFrom('merchants').select('id').where('id', 'like', like).execute()).length

describe('unit', () => {
  it('refuses to commit a change that left no audit event', async () => {
    await expect(unit(house.ctx(), (tx) => insertMerchant(tx, 'mrch_silent'))).rejects.toThrow(/without an audit event.*merchants/)
    expect(await countMerchants('mrch_silent')).toBe(0)
  })

  it('sees a silent change in raw SQL too', async () => {
    await expect(unit(house.ctx(), (tx) => sql`update merchants set name = 'x'`.execute(tx.db))).rejects.toThrow(/without an audit event/)
  })

  it('commits row and event together, the event unsealed', async () => {
    await unit(house.ctx(), async (tx) => {
      await insertMerchant(tx, 'mrch_one')
      await record(tx, 'merchant.signed_up', { subject: 'mrch_one', merchantId: 'mrch_one', data: { state: 'onboarding' } })
    })
    const event = await house
      .db
      .selectFrom('audit_events')
      .innerJoin('audit_unsealed', 'event_id', 'id')
      .selectAll()
      .where('subject_id', '=', 'mrch_one')
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({
      event: 'merchant.signed_up',
      actor_kind: 'system',
      actor_id: 'test',
      at: house.now(),
      data: { state: 'onboarding' },
    })
  })

  it('joins the unit that is open, and rolls all of it back', async () => {
    const ctx = house.ctx()
    const work = unit(ctx, async (tx) => {
      await unit(tx, async (inner) => {
        await insertMerchant(inner, 'mrch_inner')
        await record(inner, 'merchant.signed_up', { subject: 'mrch_inner' })
      })
      throw conflict('state_has_changed')
    })
    await expect(work).rejects.toThrow('state_has_changed')
    expect(await countMerchants('mrch_inner')).toBe(0)
  })

  it('does everything on a dry run and keeps nothing, bells included', async () => {
    let rung = 0
    const ctx = house.ctx(undefined, { dryRun: true })
    const answer = await unit(ctx, async (tx) => {
      await insertMerchant(tx, 'mrch_dry')
      await record(tx, 'merchant.signed_up', { subject: 'mrch_dry' })
      tx.afterCommit(() => void rung++)
      return 'done'
    })
    expect([answer, rung, isDryRun(ctx), await countMerchants('mrch_dry')]).toEqual(['done', 0, true, 0])
  })

  it('rings after the commit only, and tries again after a serialization failure', async () => {
    let tries = 0
    const seen: number[] = []
    await unit(house.ctx(), async (tx) => {
      tx.afterCommit(async () => void seen.push(await countMerchants('mrch_retry')))
      await insertMerchant(tx, 'mrch_retry')
      await record(tx, 'merchant.signed_up', { subject: 'mrch_retry' })
      if (++tries < 3) throw Object.assign(new Error('serialization'), { code: '40001' })
    })
    expect([tries, seen]).toEqual([3, [1]])
  })
})

describe('record', () => {
  it('seals what is personal under the merchant key and keeps only a commitment of it', async () => {
    await unit(house.ctx(), async (tx) => {
      await insertMerchant(tx, 'mrch_sealed')
      await createMerchantKey(tx, 'mrch_sealed')
      await record(tx, 'merchant.signed_up', {
        subject: 'mrch_sealed',
        merchantId: 'mrch_sealed',
        personal: { reason: 'Dupont never answered' },
      })
    })
    const row = await house.db.selectFrom('audit_events').selectAll().where('subject_id', '=', 'mrch_sealed').executeTakeFirstOrThrow()
    expect(JSON.stringify(row.data) + row.personal?.toString('latin1')).not.toContain('Dupont')
    expect(row.personal_digest).toHaveLength(32)
  })

  it('is written once: the database refuses to change or forget it', async () => {
    await expect(sql`update audit_events set event = 'a.b'`.execute(house.db)).rejects.toThrow(/written once/)
    await expect(sql`delete from audit_events`.execute(house.db)).rejects.toThrow(/written once/)
    await expect(sql`truncate audit_events cascade`.execute(house.db)).rejects.toThrow(/written once/)
  })
})

describe('sweep and runJob', () => {
  const ids = Array.from({ length: 7 }, (_, i) => `mrch_sweep${i}`)
  const walk = (each: (tx: Tx, id: string) => Promise<'done' | 'skipped'>) => ({
    queue: 'sweeps' as const,
    run: (ctx: ReturnType<House['ctx']>) =>
      sweep(ctx, {
        batch: 3,
        find: async (_ctx, after: string | null, limit) => ids.filter((id) => !after || id > after).slice(0, limit),
        subject: (id) => id,
        each,
      }),
  })
  const run = (each: (tx: Tx, id: string) => Promise<'done' | 'skipped'>, dryRun = false) =>
    runJob({ name: 'try-sweep', job: walk(each), db: house.db, at: house.now(), dryRun, launch: { kind: 'command', by: 'test' } })
  const take = async (tx: Tx, id: string): Promise<'done' | 'skipped'> => {
    if (id.endsWith('5')) throw conflict('poisoned')
    if (id.endsWith('6')) return 'skipped'
    await insertMerchant(tx, id)
    await record(tx, 'merchant.signed_up', { subject: id })
    return 'done'
  }

  it('a dry run counts the same and changes nothing', async () => {
    expect(await run(take, true)).toMatchObject({ dryRun: true, done: 5, skipped: 1, failed: 1 })
    expect(await countMerchants('mrch_sweep%')).toBe(0)
  })

  it('takes each row in its own unit: a poisoned row does not stop the others, and the run says what it touched', async () => {
    const result = await run(take)
    expect(result).toMatchObject({ job: 'try-sweep', at: house.now().toISOString(), done: 5, skipped: 1, failed: 1 })
    const items = await house
      .db
      .selectFrom('job_run_items')
      .select(['subject_id', 'outcome', 'detail'])
      .where('run_id', '=', result.runId)
      .orderBy('position')
      .execute()
    expect(items).toHaveLength(7)
    expect(items[5]).toEqual({ subject_id: 'mrch_sweep5', outcome: 'failed', detail: 'poisoned' })
    const events = await house.db.selectFrom('audit_events').select('id').where('request_id', '=', result.runId).execute()
    expect(events).toHaveLength(5)
  })

  it('several at once are listed in the order in which they were due, whichever ended first', async () => {
    const rows = ['mrch_slow', 'mrch_quick', 'mrch_last']
    let quickEnded = (): void => {}
    const quick = new Promise<void>((done) => {
      quickEnded = done
    })
    const job = {
      queue: 'sweeps' as const,
      run: (ctx: ReturnType<House['ctx']>) =>
        sweep(ctx, {
          width: 2,
          find: async (_ctx, after: string | null) => (after ? [] : rows),
          subject: (id) => id,
          each: async (tx, id) => {
            if (id === 'mrch_slow') await quick
            if (id === 'mrch_last') quickEnded()
            tx.watch.noteEvent()
            return 'done'
          },
        }),
    }
    const { runId, done } = await runJob({ name: 'try-order', job, db: house.db, at: house.now(), launch: { kind: 'command', by: 'test' } })
    const items = await house.db.selectFrom('job_run_items').select('subject_id').where('run_id', '=', runId).orderBy('position').execute()
    expect([done, items.map(({ subject_id: id }) => id)]).toEqual([3, rows])
  })

  it('a job that stops leaves a failed run behind', async () => {
    const job = {
      queue: 'sweeps' as const,
      run: async () => {
        throw new TypeError('secret words')
      },
    }
    await expect(runJob({ name: 'try-broken', job, db: house.db, launch: { kind: 'command', by: 'test' } })).rejects.toThrow()
    const row = await house.db.selectFrom('job_runs').selectAll().where('job', '=', 'try-broken').executeTakeFirstOrThrow()
    expect(row).toMatchObject({ failed: 1, error: 'TypeError' })
    expect(emptyReport().touched).toEqual([])
  })
})
