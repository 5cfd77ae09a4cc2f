import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchWrittenEvents } from '#src/audit/askAfterWritten.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { unit } from '#src/platform/ctx.ts'
import { record, recordRows } from '#src/platform/record.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { addEvents, tampering } from './events.ts'

let house: House
let stop: () => Promise<void>
beforeEach(async () => {
  house = await openHouse()
  stop = watchWrittenEvents(house.db, house.now)
})
afterEach(() => house.close())

const findings = async () => (await verifyAuditTrail(house.db)).findings

describe('who wrote an event', () => {
  it('finds it as it was written: nothing is said', async () => {
    await addEvents(house, 3)
    await stop()
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, events: 3 })
  })

  it('misses one that was deleted before its seal with its place among the waiting, and says so for good', async () => {
    const [, gone] = await addEvents(house, 3)
    await tampering(house, `delete from audit_unsealed where event_id = ${gone}`, `delete from audit_events where id = ${gone}`)
    expect(await findings()).toEqual([])
    await stop()
    expect(await findings()).toEqual([{ code: 'event_lost_missing', event: gone }])
    await sealAuditTrail(house.ctx())
    expect(await findings()).toEqual([{ code: 'event_lost_missing', event: gone }])
  })

  it('sees two that changed places, each with its mark', async () => {
    const [a, b] = await addEvents(house, 2)
    await tampering(
      house,
      `update audit_events e set data = o.data, request_id = o.request_id from audit_events o where o.id <> e.id`,
      `update audit_unsealed u set mark = o.mark from audit_unsealed o where o.event_id <> u.event_id`,
    )
    expect(await findings()).toEqual([])
    await stop()
    expect(await findings()).toEqual([{ code: 'event_lost_changed', event: a }, { code: 'event_lost_changed', event: b }])
  })

  it('knows the events of many rows by their numbers', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => sql`(${`paym_${n}`}::text, null::text, ${JSON.stringify({ n, half: n / 2 })}::jsonb)`)
    await unit(
      house.ctx(),
      (tx) => recordRows(tx, 'payment.hidden', sql`select * from (values ${sql.join(rows)}) said (subject_id, merchant_id, data)`),
    )
    const { rows: [last] } = await sql<{ id: number }>`select id from audit_events where subject_id = 'paym_29'`.execute(house.db)
    await tampering(house, `update audit_events set data = '{}' where id = ${last!.id}`)
    expect(await findings()).toEqual([{ code: 'waiting_changed', event: last!.id }])
    await stop()
    expect(await findings()).toEqual([{ code: 'waiting_changed', event: last!.id }, { code: 'event_lost_changed', event: last!.id }])
  })

  it('does not ask after what was rolled back', async () => {
    await expect(unit(house.ctx(), async (tx) => {
      await record(tx, 'dossier.risk_rated', { subject: 'doss_1' })
      throw new Error('no')
    }))
      .rejects
      .toThrow('no')
    await stop()
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true, events: 0 })
  })
})
