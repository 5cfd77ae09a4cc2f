import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAlertNote } from '#src/alerts/addAlertNote.ts'
import { triageDueAt } from '#src/alerts/alert.ts'
import { attachAlert } from '#src/alerts/attachAlert.ts'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import { closeAlert } from '#src/alerts/closeAlert.ts'
import { closeAlerts } from '#src/alerts/closeAlerts.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { handOverAlert } from '#src/alerts/handOverAlert.ts'
import { releaseAlert } from '#src/alerts/releaseAlert.ts'
import { takeNextAlert } from '#src/alerts/takeNextAlert.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { submitted, type Signed } from '#test/support/merchant.ts'
import { pay } from '../monitoring/trade.ts'

let house: House
let shop: Signed
let other: Signed
let [analyst, colleague, officer, auditor, agent]: StaffActor[] = []
let ids: string[] = []

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T06:00:00Z' })
  shop = await submitted(house, { company: { website: 'https://maison.example' } })
  other = await submitted(house)
  ;[analyst, colleague, officer, auditor, agent] = [
    await house.staff('analyst', 'Ana Morel'),
    await house.staff('analyst', 'Basile Roy'),
    await house.staff('officer', 'Odile Prat', null),
    await house.staff('auditor'),
    await house.staff('agent'),
  ]
  await pay(
    house,
    shop.merchantId,
    Array.from(
      { length: 6 },
      (_, i) => ({ at: `2026-03-03T1${i}:00:00Z`, cents: 96_000 + i, card: '497010split', name: '<b>Ève</b>', ip: '198.51.100.7' }),
    ),
  )
  await pay(
    house,
    shop.merchantId,
    Array.from({ length: 30 }, (_, i) => ({
      at: `2026-03-03T0${3 + (i % 6)}:10:00Z`,
      cents: 310_000 + i,
      card: `535310x${i}`,
      funding: 'prepaid' as const,
      country: 'GB',
    })),
  )
  await pay(house, other.merchantId, [{ at: '2026-03-03T09:00:00Z', cents: 1_000, card: '497010split', ip: '198.51.100.7' }])
  house.travel('2026-03-03T23:20:00Z')
  await monitorPayments(house.ctx(system('monitor-payments')))
  ids = (await house.db.selectFrom('alerts').select('id').orderBy('scenario').execute()).map(({ id }) => id)
})
afterAll(() => house.close())

const alertOf = (scenario: string) => house.db.selectFrom('alerts').selectAll().where('scenario', '=', scenario).executeTakeFirstOrThrow()
const eventsOf = async (id: string) =>
  (await house.db.selectFrom('audit_events').select(['event', 'merchant_id']).where('subject_id', '=', id).orderBy('id').execute()).map((
    { event, merchant_id: merchant },
  ) => `${event}${merchant ?? ''}`)
const get = async (who: StaffActor, path: string) => (await house.clientOf(who)).get(path)

describe('two working days', () => {
  it.each([['2026-03-03T10:30:00Z', '2026-03-05T10:30:00Z'], ['2026-03-06T10:30:00Z', '2026-03-10T10:30:00Z'], [
    '2026-03-07T10:30:00Z',
    '2026-03-10T23:00:00Z',
  ], ['2026-04-03T08:00:00Z', '2026-04-08T08:00:00Z']])(
    '%s: until %s',
    (at, due) => expect(triageDueAt(new Date(at)).toISOString()).toBe(new Date(due).toISOString()),
  )
})

describe('an alert', () => {
  it('comes of payments, with its figures; two merchants with one person, account and address are told once each', async () => {
    const scenarios = (await house.db.selectFrom('alerts').select(['scenario', 'subject']).orderBy('scenario').orderBy('subject').execute())
      .map(({ scenario, subject }) => `${scenario} ${subject.split(':')[0]}`)
    expect(scenarios).toEqual(
      expect.arrayContaining(['TM-01 card', 'TM-08 ', 'TM-10 ', 'TM-17 address', 'TM-17 iban', 'TM-17 person', 'TM-18 ']),
    )
    expect(await alertOf('TM-01')).toMatchObject({
      level: 'high',
      says: 'structuring_under',
      finding: { inputs: { payments: 6 }, values: { sumCents: 576_015 } },
      state: 'new',
      version: 1,
      revision: 1,
    })
    expect(await eventsOf((await alertOf('TM-01')).id)).toEqual(['alert.raised'])
  })

  it('ends no merchant by itself, and nothing of it is in his file, his letters or his pages', async () => {
    expect(await house.db.selectFrom('merchants').select('state').where('id', '=', shop.merchantId).executeTakeFirst()).toEqual({
      state: 'onboarding',
    })
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('id')
        .where('merchant_id', '=', shop.merchantId)
        .where('event', 'like', 'alert%')
        .execute(),
    )
      .toEqual([])
    expect(await house.db.selectFrom('mails').select('id').where('text_body', 'like', '%lert%').execute()).toEqual([])
    const merchant = await house.clientOf(shop.actor)
    expect((await merchant.get('/console/alerts')).status).not.toBe(200)
    expect((await merchant.get('/merchant')).text).not.toMatch(/alerte/i)
  })

  it('is taken by one of two; its holder gives it back, hands it over; an officer hands over any', async () => {
    const { id } = await alertOf('TM-01')
    const taken = await Promise.allSettled([claimAlert(house.ctx(analyst), id), claimAlert(house.ctx(colleague), id)])
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const holder = (await alertOf('TM-01')).owner_id === analyst!.id ? [analyst!, colleague!] : [colleague!, analyst!]
    await claimAlert(house.ctx(holder[0]), id)
    await expect(releaseAlert(house.ctx(holder[1]), id)).rejects.toMatchObject({ code: 'alert_held' })
    await expect(closeAlert(house.ctx(holder[1]), id, { reason: 'explained', note: '' })).rejects.toMatchObject({ code: 'alert_held' })
    await expect(handOverAlert(house.ctx(holder[0]), id, { to: auditor!.id })).rejects.toMatchObject({
      fields: { to: 'alerts:field.bad_colleague' },
    })
    await handOverAlert(house.ctx(holder[0]), id, { to: holder[1]!.id })
    await handOverAlert(house.ctx(officer), id, { to: holder[0]!.id })
    await releaseAlert(house.ctx(holder[0]), id)
    expect(await alertOf('TM-01')).toMatchObject({ state: 'new', owner_id: null, claimed_at: null })
    for (const who of [auditor!, agent!]) await expect(claimAlert(house.ctx(who), id)).rejects.toMatchObject({ status: 403 })
    await expect(claimAlert(house.ctx(analyst), `alrt_${'0'.repeat(24)}`)).rejects.toMatchObject({ status: 404 })
  })

  it('the next is the most urgent that is free, one each', async () => {
    const [a, b] = await Promise.all([takeNextAlert(house.ctx(analyst)), takeNextAlert(house.ctx(colleague))])
    expect([a === null, b === null, a === b]).toEqual([false, false, false])
    for (const id of [a!, b!]) await handOverAlert(house.ctx(officer), id, { to: officer!.id }).catch(() => null)
    await releaseAlert(house.ctx(officer), a!)
    await releaseAlert(house.ctx(officer), b!)
  })

  it('many are closed for one reason, as many as were seen, or none', async () => {
    const [one, two] = [(await alertOf('TM-18')).id, (await alertOf('TM-10')).id]
    const closing = { reason: 'seasonal' as const, note: '' }
    await expect(closeAlerts(house.ctx(analyst), [one, two], { ...closing, seen: 3 })).rejects.toMatchObject({
      code: 'alerts_have_changed',
    })
    await claimAlert(house.ctx(colleague), two)
    await expect(closeAlerts(house.ctx(analyst), [one, two], { ...closing, seen: 2 })).rejects.toMatchObject({
      code: 'alerts_have_changed',
    })
    await releaseAlert(house.ctx(colleague), two)
    await expect(closeAlerts(house.ctx(analyst), [], { ...closing, seen: 0 })).rejects.toMatchObject({ code: 'alerts_have_changed' })
    expect(await closeAlerts(house.ctx(analyst), [one, two, one], { ...closing, seen: 2 })).toBe(2)
    await expect(closeAlerts(house.ctx(analyst), [one, two], { ...closing, seen: 2 })).rejects.toMatchObject({
      code: 'alerts_have_changed',
    })
    expect(await alertOf('TM-18')).toMatchObject({ state: 'closed', close_reason: 'seasonal', closed_by: analyst!.id })
  })

  it('goes into a case: why is said, and the case takes it once', async () => {
    const { id } = await alertOf('TM-01')
    await expect(attachAlert(house.ctx(), id, 'case_1')).rejects.toMatchObject({ code: 'state_has_changed' })
    await expect(escalateAlert(house.ctx(analyst), id, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await claimAlert(house.ctx(analyst), id)
    await escalateAlert(house.ctx(analyst), id, { reason: 'Carte fractionnée' })
    await attachAlert(house.ctx(), id, 'case_1')
    await attachAlert(house.ctx(), id, 'case_1')
    await expect(attachAlert(house.ctx(), id, 'case_2')).rejects.toMatchObject({ code: 'state_has_changed' })
    await expect(closeAlert(house.ctx(officer), id, { reason: 'explained', note: '' })).rejects.toMatchObject({ code: 'state_has_changed' })
    expect((await eventsOf(id)).slice(-2)).toEqual(['alert.escalated', 'alert.attached'])
    expect(await alertOf('TM-01')).toMatchObject({ state: 'escalated', case_id: 'case_1', escalate_note: 'Carte fractionnée' })
  })
})

describe('pages', () => {
  it('are closed to support, open to readers, and read without acting by the auditor', async () => {
    const path = `/console/alerts/${(await alertOf('TM-08')).id}`
    for (const one of ['/console/alerts', path, '/console/alerts.csv']) {
      expect((await get(agent!, one)).status).toBe(403)
      for (const who of [analyst!, officer!, auditor!]) expect((await get(who, one)).status).toBe(200)
    }
    const page = (await get(auditor!, path)).text
    expect(page).not.toContain(`action="${path}`)
    for (const act of ['close', 'escalate', 'hand-over']) expect((await get(auditor!, `${path}/${act}`)).status).toBe(403)
    expect((await get(agent!, `/console/merchants/${shop.merchantId}`)).text).not.toMatch(/\/console\/alerts|TM-01/)
  })

  it('the alert says what was seen, its figures, its payments, what others have in common; a name stays text', async () => {
    const page = (await get(analyst!, `/console/alerts/${(await alertOf('TM-01')).id}`)).text
    for (
      const words of [
        'a payé 6 fois en 24 heures',
        '5\u202f760,15\u00a0€',
        'Adresse IP',
        '198.51.100.7',
        `/console/merchants/${other.merchantId}`,
        'Carte fractionnée',
        'a levé cette alerte',
        '<svg class="bars"',
      ]
    ) expect(page).toContain(words)
    expect(page).not.toContain('<b>Ève</b>')
    expect((page.match(/\/console\/payments\/paym_/g) ?? []).length).toBe(6)
    const foreign = (await get(analyst!, `/console/alerts/${(await alertOf('TM-08')).id}`)).text
    const next = /href="(\/console\/alerts\/alrt_\w+\?after&#x3D;paym_\w+)"/.exec(foreign)![1]!.replace('&#x3D;', '=')
    expect(((await get(analyst!, next)).text.match(/\/console\/payments\/paym_/g) ?? []).length).toBe(5)
  })

  it('every scenario’s alert can be opened, whatever it rests on', async () => {
    for (const id of ids) expect([id, (await get(analyst!, `/console/alerts/${id}`)).status]).toEqual([id, 200])
    // those that no payment here brings about, by the same walk
    const row = await alertOf('TM-08')
    for (
      const [scenario, subject] of [
        ['TM-02', ''],
        ['TM-03', ''],
        ['TM-09', ''],
        ['TM-11', 'rate'],
        ['TM-11', 'bin:497010'],
        ['TM-11', 'ip:192.0.2.1'],
        ['TM-11', 'device:abc'],
        ['TM-12', 'bin:535310'],
        ['TM-13', ''],
        ['TM-14', 'name'],
        ['TM-14', 'email'],
        ['TM-14', 'iban'],
        ['TM-16', ''],
        ['TM-19', ''],
      ] as const
    ) {
      const id = `alrt_${`${scenario.slice(3)}${subject.replace(/\W/g, '')}`.padStart(24, '0')}`
      await house
        .database
        .db
        .insertInto('alerts')
        .values({
          ...row,
          id,
          scenario,
          subject,
          version: 99,
          says: 'night_sales',
          finding: JSON.stringify({ inputs: { captures: 1, nightCaptures: 1 }, values: { nightBps: 1 }, limits: {} }),
        })
        .execute()
      expect([scenario, subject, (await get(analyst!, `/console/alerts/${id}`)).status]).toEqual([scenario, subject, 200])
      await house.database.db.deleteFrom('alerts').where('id', '=', id).execute()
    }
  })

  it('the queue is filtered, paged, closed in bulk, and shows what is late', async () => {
    house.travel('2026-03-06T23:20:01Z')
    const client = await house.clientOf(analyst!)
    const queue = (await client.get('/console/alerts')).text
    expect(queue).toContain('En retard de')
    const { id } = await alertOf('TM-08')
    for (
      const [query, has] of [
        ['?scenario=TM-08', true],
        ['?scenario=TM-01', false],
        ['?view=closed', false],
        ['?view=all&level=warn', true],
        [`?q=${id}`, true],
        [`?q=${other.merchantId}`, false],
        ['?q=lenoir&from=2026-03-04&to=2026-03-04', true],
        ['?to=2026-03-03', false],
      ] as const
    ) expect([query, (await client.get(`/console/alerts${query}`)).text.includes(id)]).toEqual([query, has])
    expect((await client.post('/console/alerts/close', { pick: [id], seen: '2', reason: 'explained' })).status).toBe(409)
    expect((await client.post('/console/alerts/close', { pick: ['x', 'y'], seen: '2', reason: 'explained' })).status).toBe(422)
    expect((await client.post('/console/alerts/close', { seen: '1', reason: 'whatever' })).status).toBe(422)
    expect((await client.post(`/console/alerts/${id}/claim`)).location).toBe(`/console/alerts/${id}`)
    expect((await client.post(`/console/alerts/${id}/close`, { note: 'x' })).status).toBe(422)
    expect((await client.post(`/console/alerts/${id}/close`, { reason: 'explained', note: '<i>x</i>' })).location).toBe('/console/alerts')
    expect((await client.get(`/console/alerts/${id}/close`)).status).toBe(409)
    expect((await client.get('/console/alerts?view=closed')).text).toContain(id)
  })

  it('notes stay among those who read alerts, once each', async () => {
    const { id } = await alertOf('TM-08')
    const client = await house.clientOf(analyst!)
    const ticket = /name="ticket" value="(\w+)"/.exec((await client.get(`/console/alerts/${id}`)).text)![1]!
    for (let i = 0; i < 2; i++) await client.post(`/console/alerts/${id}/notes`, { body: 'Vu au téléphone', ticket })
    expect(await house.db.selectFrom('alert_notes').select('body').execute()).toEqual([{ body: 'Vu au téléphone' }])
    await expect(addAlertNote(house.ctx(auditor), id, { body: 'x' })).rejects.toMatchObject({ status: 403 })
    expect((await client.post(`/console/alerts/${id}/notes`, { body: ' ' })).status).toBe(422)
  })

  it.each([
    '?view[]=x&scenario=TM-01&scenario=TM-02&q=%00%27&after=zzz~1&from=2026-13-45&owner=__proto__',
    '?after=2026-03-04T00:00:00.000000Z~alrt_000000000000000000000000&sort=constructor&level=toString',
    `?q=${'%25'.repeat(150)}`,
  ])('whatever an address says: %s', async (query) => {
    for (
      const path of [
        '/console/alerts',
        '/console/alerts.csv',
        `/console/alerts/${ids[0]}`,
        '/console/monitoring',
        '/console/monitoring/TM-01',
      ]
    ) expect([path, (await get(analyst!, `${path}${query}`)).status]).toEqual([path, 200])
    for (const path of ['/console/alerts/x', '/console/alerts/alrt_x', `/console/alerts/${ids[0]!.slice(0, -1)}é`])
      expect((await get(analyst!, path)).status).toBe(404)
  })
})
