import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listBlocks, listEventsOf } from '#src/audit/audit.sql.ts'
import { digestOfLines, hashOf } from '#src/audit/chain.ts'
import { lateText } from '#src/audit/lateness.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { addEvent, addEvents, addMerchant, tampered } from './events.ts'

let house: House
let ids: number[]
let merchantId: string
let merchantEvent: number

/** Three blocks of four events, and two events that still wait. */
beforeAll(async () => {
  house = await openHouse()
  merchantId = await addMerchant(house)
  merchantEvent = (await house.db.selectFrom('audit_events').select('id').executeTakeFirstOrThrow()).id
  ids = [merchantEvent, ...(await addEvents(house, 11))]
  await sealAuditTrail(house.ctx(), 4)
  ids.push(...(await addEvents(house, 2)))
})
afterAll(() => house.close())

const verify = () => verifyAuditTrail(house.db)

describe('an untouched history', () => {
  it('is intact, with its figures and its head', async () => {
    const { hash } = await house.db.selectFrom('audit_blocks').select('hash').where('number', '=', 3).executeTakeFirstOrThrow()
    expect(await verify()).toEqual({
      ok: true,
      events: 14,
      blocks: 3,
      waiting: 2,
      recomputedFrom: 1,
      ms: expect.any(Number),
      head: { number: 3, hash: hash.toString('hex') },
      late: { count: 0, named: [] },
      faults: 0,
      findings: [],
    })
  })
})

describe('tampering is found, and the first fault named', () => {
  const faults: [string, () => string, () => Record<string, unknown>][] = [
    [
      'changed data',
      () => `update audit_events set data = '{"n": 99}' where id = ${ids[5]}`,
      () => ({ code: 'event_changed', block: 2, event: ids[5] }),
    ],
    [
      'a changed actor',
      () => `update audit_events set actor_id = 'somebody else' where id = ${ids[8]}`,
      () => ({ code: 'event_changed', block: 3, event: ids[8] }),
    ],
    [
      'an instant moved by a microsecond',
      () => `update audit_events set at = at + interval '1 microsecond' where id = ${ids[2]}`,
      () => ({ code: 'event_changed', block: 1, event: ids[2] }),
    ],
    ['a deleted event', () => `delete from audit_events where id = ${ids[6]}`, () => ({ code: 'event_missing', block: 2, event: ids[6] })],
    [
      'the last event of a block deleted',
      () => `delete from audit_events where id = ${ids[7]}`,
      () => ({ code: 'event_missing', block: 2, event: ids[7] }),
    ],
    [
      'the contents of two events exchanged',
      () =>
        `update audit_events a set data = b.data from audit_events b where a.id in (${ids[5]}, ${ids[6]}) and b.id in (${ids[5]}, ${ids[6]}) and a.id <> b.id`,
      () => ({ code: 'event_changed', block: 2, event: ids[5] }),
    ],
    ['a deleted block in the middle', () => 'delete from audit_blocks where number = 2', () => ({ code: 'block_missing', block: 2 })],
    ['the first block deleted', () => 'delete from audit_blocks where number = 1', () => ({ code: 'block_missing', block: 1 })],
    ['the last block deleted', () => 'delete from audit_blocks where number = 3', () => ({ code: 'event_stray', event: ids[8] })],
    ['every block deleted', () => 'delete from audit_blocks', () => ({ code: 'event_stray', event: ids[0] })],
    [
      'swapped hashes',
      () =>
        `update audit_blocks a set hash = case a.number when 1 then decode(repeat('aa', 32), 'hex') else b.hash end from audit_blocks b where a.number = 1 and b.number = 2`,
      () => ({ code: 'block_changed', block: 1 }),
    ],
    [
      'a digest recomputed without its hash',
      () => `update audit_blocks set digest = decode(repeat('ab', 32), 'hex') where number = 2`,
      () => ({ code: 'block_changed', block: 2 }),
    ],
    [
      'a block that follows another',
      () => `update audit_blocks set previous_hash = decode(repeat('ac', 32), 'hex') where number = 3`,
      () => ({ code: 'block_link', block: 3 }),
    ],
    [
      'a block dated back',
      () => `update audit_blocks set sealed_at = sealed_at - interval '1 day' where number = 2`,
      () => ({ code: 'block_changed', block: 2 }),
    ],
    [
      'an inserted event',
      () =>
        `insert into audit_events (at, event, subject_id, actor_kind, actor_id, request_id) values ('2026-01-01', 'dossier.validated', 'doss_9', 'system', 'x', 'x')`,
      () => ({ code: 'event_stray', event: ids[13]! + 1 }),
    ],
    [
      'an event put into an old gap',
      () =>
        `insert into audit_events (id, at, event, subject_id, actor_kind, actor_id, request_id) overriding system value values (0, '2026-01-01', 'dossier.validated', 'doss_9', 'system', 'x', 'x')`,
      () => ({ code: 'event_stray', event: 0 }),
    ],
    [
      'an event taken from those that wait',
      () => `delete from audit_unsealed where event_id = ${ids[12]}`,
      () => ({ code: 'event_stray', event: ids[12] }),
    ],
    [
      'a waiting event altered',
      () => `update audit_events set data = '{"n": 99}' where id = ${ids[13]}`,
      () => ({ code: 'waiting_changed', event: ids[13] }),
    ],
    [
      'a waiting event of another instant, by a microsecond',
      () => `update audit_events set at = at + interval '1 microsecond' where id = ${ids[12]}`,
      () => ({ code: 'waiting_changed', event: ids[12] }),
    ],
    [
      'an event inserted among those that wait, under the mark of another',
      () =>
        `with w as (insert into audit_events (id, at, event, subject_id, actor_kind, actor_id, request_id) overriding system value values (9999, '2026-01-01', 'dossier.validated', 'doss_9', 'system', 'x', 'x') returning id)
         insert into audit_unsealed select w.id, u.mark from w, audit_unsealed u where u.event_id = ${ids[13]}`,
      () => ({ code: 'waiting_changed', event: 9999 }),
    ],
    [
      'a waiting event deleted',
      () => `delete from audit_events where id = ${ids[13]}`,
      () => ({ code: 'event_waits_missing', event: ids[13] }),
    ],
    [
      'a sealed event made to wait again',
      () => `insert into audit_unsealed values (${ids[1]}, sha256('x'))`,
      () => ({ code: 'event_waits_sealed', event: ids[1] }),
    ],
    [
      'an altered personal part',
      () => `update audit_events set personal = set_byte(personal, 40, get_byte(personal, 40) # 1) where id = ${merchantEvent}`,
      () => ({ code: 'personal_changed', block: 1, event: merchantEvent }),
    ],
    [
      'a personal part taken away',
      () => `update audit_events set personal = null, personal_digest = null where id = ${merchantEvent}`,
      () => ({ code: 'event_changed', block: 1, event: merchantEvent }),
    ],
    [
      'the leaves of a block changed beside an event',
      () =>
        `update audit_blocks set leaves = set_byte(leaves, 3, get_byte(leaves, 3) # 1) where number = 2; update audit_events set data = '{}' where id = ${ids[5]}`,
      () => ({ code: 'leaves_changed', block: 2 }),
    ],
    [
      'a block passed off as one of before leaves',
      () => 'update audit_blocks set salt = null, leaves = null where number = 2',
      () => ({ code: 'block_changed', block: 2 }),
    ],
    [
      'another salt',
      () => `update audit_blocks set salt = set_byte(salt, 0, get_byte(salt, 0) # 1) where number = 3`,
      () => ({ code: 'event_changed', block: 3, event: ids[8] }),
    ],
  ]

  it.each(faults)('%s', async (_name, statement, finding) => {
    const found = await tampered(house, statement(), verifyAuditTrail)
    expect(found).toMatchObject({ ok: false, finding: finding() })
    expect(found.fault).toMatch(/event|block/)
  })

  it('swapping the hashes of two blocks', async () => {
    const found = await tampered(
      house,
      `create temp table h as select number, hash from audit_blocks; alter table audit_blocks drop constraint audit_blocks_hash_key;
      update audit_blocks a set hash = h.hash from h where h.number = 3 - a.number and a.number < 3`,
      verifyAuditTrail,
    )
    expect(found).toMatchObject({ ok: false, finding: { code: 'block_changed', block: 1 } })
  })

  it("an event in two blocks, the database's own guard taken away", async () => {
    const found = await tampered(
      house,
      `alter table audit_blocks drop constraint audit_blocks_event_ids_excl; update audit_blocks set event_ids = event_ids + (select event_ids from audit_blocks where number = 1) where number = 2`,
      verifyAuditTrail,
    )
    expect(found).toMatchObject({ ok: false, finding: { block: 2 } })
  })
})

describe('whatever is wrong is named, and not only the first of it', () => {
  const swap = () =>
    `alter table audit_events alter column id drop identity; update audit_events set id = case id when ${ids[5]} then ${ids[6]} + 1000 else ${ids[5]} + 1000 end where id in (${ids[5]}, ${ids[6]}); update audit_events set id = id - 1000 where id > 1000`

  it('two events that changed places, each by the place it had', async () => {
    const { findings, faults } = await tampered(house, swap(), verifyAuditTrail)
    expect(findings).toEqual([{ code: 'event_moved', block: 2, event: ids[5], from: ids[6] }, {
      code: 'event_moved',
      block: 2,
      event: ids[6],
      from: ids[5],
    }])
    expect(faults).toBe(2)
  })

  it('one altered, one deleted, one inserted, in one history', async () => {
    const crimes = `update audit_events set data = '{}' where id = ${ids[1]}; delete from audit_events where id in (${ids[5]}, ${ids[9]}); insert into audit_events (at, event, subject_id, actor_kind, actor_id, request_id) values ('2026-01-01', 'dossier.validated', 'doss_9', 'system', 'x', 'x')`
    const { findings } = await tampered(house, crimes, verifyAuditTrail)
    expect(findings).toEqual([
      { code: 'event_changed', block: 1, event: ids[1] },
      { code: 'event_missing', block: 2, event: ids[5] },
      { code: 'event_missing', block: 3, event: ids[9] },
      { code: 'event_stray', event: expect.any(Number) },
    ])
  })

  it('every event of a block that is gone', async () => {
    const { findings } = await tampered(house, 'delete from audit_blocks where number = 2', verifyAuditTrail)
    expect(findings).toEqual([{ code: 'block_missing', block: 2 }, ...ids.slice(4, 8).map((event) => ({ code: 'event_stray', event }))])
  })

  it('a block of before leaves is verified as it was sealed, and its events only together', async () => {
    const asBefore = async (db: ReadDb) => {
      const [block] = await listBlocks(db, 2, 1)
      const events = await listEventsOf(db, block!.eventIds)
      const facts = { ...block!, salt: null, digest: digestOfLines(events) }
      await sql`update audit_blocks set salt = null, leaves = null, digest = ${facts.digest}, hash = ${hashOf(facts)} where number = 3`
        .execute(db as never)
      const whole = await verifyAuditTrail(db)
      await sql`update audit_events set data = '{}' where id = ${ids[9]}`.execute(db as never)
      return [whole, await verifyAuditTrail(db)]
    }
    const [whole, changed] = await tampered(house, 'select 1', asBefore)
    expect(whole).toMatchObject({ ok: true, blocks: 3 })
    expect(changed!.findings).toEqual([{ code: 'events_changed', block: 3, event: ids[8], lastEvent: ids[11] }])
  })
})

describe('what was sealed later than five minutes after its instant is named', () => {
  it('to the second: 5 minutes are in time, a millisecond more are not', async () => {
    const late = (ms: number) => async (db: ReadDb) => {
      const [block] = await listBlocks(db, 2, 1)
      const facts = { ...block!, sealedAt: `${new Date(house.now().getTime() + ms).toISOString().slice(0, 23)}000Z` }
      await sql`update audit_blocks set sealed_at = ${facts.sealedAt}::timestamptz, hash = ${hashOf(facts)} where number = 3`.execute(
        db as never,
      )
      return verifyAuditTrail(db)
    }
    expect((await tampered(house, 'select 1', late(300_000))).late).toEqual({ count: 0, named: [] })
    const { ok, late: found } = await tampered(house, 'select 1', late(300_001))
    expect([ok, found.count, found.named.map(({ event }) => event)]).toEqual([true, 4, ids.slice(8, 12)])
    expect(found.named[0]).toEqual({ event: ids[8], block: 3, at: '2026-03-02T09:00:00.000000Z', minutes: 5 })
  })

  it('and what still waits, where the hour is known', async () => {
    const { late } = await verifyAuditTrail(house.db, { now: new Date(house.now().getTime() + 7 * 60_000) })
    expect(late.named.map(({ event, block, minutes }) => [event, block, minutes])).toEqual(ids.slice(12).map((id) => [id, null, 7]))
    expect(lateText(late.named[0]!)).toContain('has waited 7 minutes')
  })
})

describe('a bounded verification', () => {
  const bounded = (recomputeLast: number) => (db: ReadDb) => verifyAuditTrail(db, { recomputeLast })

  it('walks every block but recomputes only the newest', async () => {
    const crime = `update audit_events set data = '{}' where id = ${ids[1]}`
    expect(await tampered(house, crime, bounded(2))).toMatchObject({ ok: true, recomputedFrom: 2, blocks: 3 })
    expect(await tampered(house, crime, bounded(3))).toMatchObject({ ok: false, finding: { block: 1 } })
  })

  it('sees a missing block however old', async () => {
    expect(await tampered(house, 'delete from audit_blocks where number = 1', bounded(1))).toMatchObject({
      ok: false,
      finding: { code: 'block_missing', block: 1 },
    })
  })
})

describe('a history that goes on', () => {
  it('stays intact where numbers were lost to a rollback', async () => {
    await expect(
      house.db.transaction().execute(async (trx) => {
        await sql`select nextval(pg_get_serial_sequence('audit_events', 'id'))`.execute(trx)
        throw new Error('rolled back')
      }),
    )
      .rejects
      .toThrow('rolled back')
    await addEvents(house, 2)
    await sealAuditTrail(house.ctx(), 4)
    expect(await verify()).toMatchObject({ ok: true, events: 16, waiting: 0 })
  })

  it('stays intact while others write and seal', async () => {
    const writing = (async () => {
      for (let n = 0; n < 30; n++) {
        await addEvent(house)
        if (n % 3 === 0) await sealAuditTrail(house.ctx(), 4)
      }
    })()
    for (let n = 0; n < 10; n++) expect(await verify()).toMatchObject({ ok: true })
    await writing
    expect(await verify()).toMatchObject({ ok: true, events: 46 })
  })

  it('is not broken by an erased key', async () => {
    await house
      .db
      .updateTable('merchant_keys')
      .set({ wrapped_key: null, destroyed_at: house.now() })
      .where('merchant_id', '=', merchantId)
      .execute()
    forgetMerchantKey(merchantId)
    expect(await verify()).toMatchObject({ ok: true, events: 46 })
  })
})
