import { sql, type Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { up } from '../../migrations/2026-12-28-0900_events_that_wait_bear_a_mark.ts'
import { addEvent, addEvents, addMerchant, lastNumber, tampering } from './events.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const blocks = () => house.db.selectFrom('audit_blocks').selectAll().orderBy('number').execute()
const waiting = async () =>
  (await house.db.selectFrom('audit_unsealed').select('event_id').orderBy('event_id').execute()).map((row) => row.event_id)

describe('sealing', () => {
  it('puts what waits into one block that follows nothing, and leaves nothing waiting', async () => {
    const ids = await addEvents(house, 3)
    const report = await sealAuditTrail(house.ctx())
    expect(report).toMatchObject({ done: 1, skipped: 0, failed: 0, touched: [{ subject: 'block_1', outcome: 'done', detail: '3' }] })
    const [block] = await blocks()
    expect(block).toMatchObject({
      number: 1,
      event_ids: `{[${ids[0]},${ids[2]! + 1})}`,
      event_count: 3,
      previous_hash: Buffer.alloc(32),
      sealed_at: house.now(),
    })
    expect(await waiting()).toEqual([])
  })

  it('does nothing the second time', async () => {
    await addEvents(house, 2)
    await sealAuditTrail(house.ctx())
    expect(await sealAuditTrail(house.ctx())).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    expect(await blocks()).toHaveLength(1)
  })

  it('fills block after block, each following the one before', async () => {
    await addEvents(house, 7)
    expect(await sealAuditTrail(house.ctx(), 3)).toMatchObject({ done: 3 })
    const all = await blocks()
    expect(all.map((one) => one.event_count)).toEqual([3, 3, 1])
    expect(all[1]!.previous_hash).toEqual(all[0]!.hash)
    expect(all[2]!.previous_hash).toEqual(all[1]!.hash)
  })

  it('catches up after a week of silence', async () => {
    await addEvents(house, 4)
    house.travel('2026-03-10T09:00:00Z')
    await addEvents(house, 4)
    expect(await sealAuditTrail(house.ctx())).toMatchObject({ done: 1 })
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, events: 8, waiting: 0 })
  })

  it('seals nothing that is not as it was written, and goes on with the rest', async () => {
    const ids = await addEvents(house, 5)
    await tampering(house, `update audit_events set data = '{"n": 7}' where id in (${ids[0]}, ${ids[1]}, ${ids[3]})`)
    expect(await sealAuditTrail(house.ctx(), 2)).toMatchObject({ done: 2, failed: 3 })
    expect(await waiting()).toEqual([ids[0], ids[1], ids[3]])
    const { findings } = await verifyAuditTrail(house.db)
    expect(findings).toEqual([ids[0], ids[1], ids[3]].map((event) => ({ code: 'waiting_changed', event })))
    expect(await sealAuditTrail(house.ctx())).toMatchObject({
      done: 0,
      failed: 3,
      touched: [{ subject: `event_${ids[0]}`, outcome: 'failed', detail: 'not_as_written' }, {}, {}],
    })
  })

  it('takes what waited before there were marks as it was', async () => {
    await addEvent(house, 'merchant.changed', { data: { b: [1, { d: null, c: 'é"' }], a: -0.5 } })
    await addMerchant(house)
    await sql`alter table audit_unsealed drop column mark`.execute(house.db)
    await up(house.db as unknown as Kysely<unknown>)
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, waiting: 2 })
    expect(await sealAuditTrail(house.ctx())).toMatchObject({ done: 1, failed: 0 })
  })

  it('keeps nothing of a dry run, and ends', async () => {
    await addEvents(house, 7)
    expect(await sealAuditTrail(house.ctx(undefined, { dryRun: true }), 3)).toMatchObject({ done: 3 })
    expect(await blocks()).toEqual([])
    expect(await waiting()).toHaveLength(7)
  })

  it('seals each event once when two workers ring at the same moment', async () => {
    await addEvents(house, 40)
    const reports = await Promise.all([sealAuditTrail(house.ctx(), 5), sealAuditTrail(house.ctx(), 5), sealAuditTrail(house.ctx(), 5)])
    // whoever came while another held the lock went away: what was left is the next bell's
    await sealAuditTrail(house.ctx(), 5)
    expect(reports.reduce((sum, one) => sum + one.failed, 0)).toBe(0)
    expect((await blocks()).reduce((sum, one) => sum + one.event_count, 0)).toBe(40)
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, events: 40, waiting: 0 })
  })

  it('takes an event that committed late, under a lower number, into a later block', async () => {
    let commit = (): void => {}
    const gate = new Promise<void>((open) => {
      commit = open
    })
    let begun = (): void => {}
    const started = new Promise<void>((open) => {
      begun = open
    })
    const late = unit(house.ctx(), async (tx) => {
      await record(tx, 'dossier.risk_rated', { subject: 'doss_late' })
      const id = await lastNumber(tx)
      begun()
      await gate
      return id
    })
    await started
    const early = await addEvent(house)
    // the writer still holds its transaction: sealing neither waits for it nor sees it
    await sealAuditTrail(house.ctx())
    commit()
    const lateId = await late
    expect(lateId).toBeLessThan(early)
    await sealAuditTrail(house.ctx())
    expect((await blocks()).map((one) => one.event_ids)).toEqual([`{[${early},${early + 1})}`, `{[${lateId},${lateId + 1})}`])
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, events: 2, blocks: 2 })
  })

  it('does not make writers wait', async () => {
    await addEvents(house, 3)
    await house.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(4201101)`.execute(trx)
      expect(await sealAuditTrail(house.ctx())).toMatchObject({ done: 0, skipped: 1 })
      await addEvent(house)
    })
    expect(await waiting()).toHaveLength(4)
  })
})

describe('the tables', () => {
  it('refuse to be changed or emptied', async () => {
    await addEvents(house, 1)
    await sealAuditTrail(house.ctx())
    for (
      const statement of [
        'update audit_events set subject_id = $$x$$',
        'delete from audit_events',
        'truncate audit_events cascade',
        'update audit_blocks set event_count = 9',
        'delete from audit_blocks',
        'truncate audit_blocks',
      ]
    ) {
      await expect(sql.raw(statement).execute(house.db), statement).rejects.toThrow(/written once/)
    }
  })

  it('hold an event in one block only', async () => {
    await addEvents(house, 2)
    await sealAuditTrail(house.ctx())
    await expect(sql`insert into audit_blocks select 2, event_ids, 2, digest, hash, digest, sealed_at from audit_blocks`.execute(house.db))
      .rejects
      .toThrow(/conflicting key|exclusion/)
  })
})
