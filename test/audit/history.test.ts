import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { roles } from '#src/kernel/permissions.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { addEvent, addEvents, addMerchant } from './events.ts'

let house: House
let auditor: StaffActor
let merchantId = ''
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  await house.url()
  auditor = await house.staff('auditor', 'Aude Iteur')
  merchantId = await addMerchant(house, 'Boulangerie <Lenoir>')
  const analyst = await house.staff('analyst', 'Anne Roux')
  await addEvent(house, 'dossier.rejected', {
    merchantId,
    data: { from: 'submitted', to: 'rejected' },
    personal: { reason: '=HYPERLINK("http://evil.example")' },
  }, analyst)
})
afterAll(() => house.close())

const get = async (path: string) => (await house.clientOf(auditor)).get(path)

it('tells who did what and why, and escapes all of it', async () => {
  const { status, text } = await get('/console/history')
  expect(status).toBe(200)
  for (
    const words of ['Anne Roux', 'a refusé le dossier', 'Envoyé', 'Refusé', '&#x3D;HYPERLINK', 'Boulangerie &lt;Lenoir&gt;', 'Aucun bloc']
  ) expect(text).toContain(words)
})

it('leads to a colleague’s page those who may read it, and nobody else', async () => {
  const { id } = await house.staff('agent', 'Ignace Petit')
  await addEvent(house, 'staff.roles_changed', { subject: id, data: {} })
  const leads = async (role: 'officer' | 'auditor') =>
    (await (await house.clientOf(await house.staff(role))).get('/console/history?noun=staff')).text.includes(`href="/console/staff/${id}"`)
  expect([await leads('officer'), await leads('auditor')]).toEqual([false, true])
})

it('narrows to a person, a thing, a merchant by name or id, and days', async () => {
  const has = async (query: string, words: string) => (await get(`/console/history?${query}`)).text.includes(words)
  expect(await has('noun=dossier', 'a refusé le dossier')).toBe(true)
  expect(await has('noun=staff', 'a refusé le dossier')).toBe(false)
  expect(await has('merchant=boulangerie', 'a refusé le dossier')).toBe(true)
  expect(await has(`merchant=${merchantId}`, 'a refusé le dossier')).toBe(true)
  expect(await has('merchant=charcuterie', 'Rien ne correspond')).toBe(true)
  expect(await has('merchant=100%25', 'Rien ne correspond')).toBe(true)
  expect(await has('from=2026-03-02&to=2026-03-02', 'a refusé le dossier')).toBe(true)
  expect(await has('to=2026-03-01', 'Rien ne correspond')).toBe(true)
  expect(await has(`actor=${auditor.id}`, 'a refusé le dossier')).toBe(false)
  expect(await has('actor=system', 'a ouvert un compte')).toBe(true)
})

it.each([
  'before=x',
  'before=2026-99-99T00:00:00.000000Z~1',
  'from=2026-02-30',
  'noun=nothing',
  'actor=%27;drop',
  'merchant=%00',
  'merchant=%E2%80%AE',
  `before=9999-12-31T23:59:59.999999Z~999999999999999`,
  'actor=a&actor=b',
  'from[]=x',
])('answers a query that is none: %s', async (query) => expect((await get(`/console/history?${query}`)).status).toBe(200))

it('pages to the end and begins anew', async () => {
  await addEvents(house, 60)
  const first = await get('/console/history?noun=dossier')
  const older = /href="([^"]+)" rel="next"/.exec(first.text)![1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')
  const second = await get(older)
  expect(second.text).toContain('11 événements affichés')
  expect(second.text).toMatch(/href="\/console\/history\?noun(=|&#x3D;)dossier" rel="prev"/)
})

describe('the verification', () => {
  it('says that all is well, and who asked', async () => {
    await sealAuditTrail(house.ctx())
    const client = await house.clientOf(auditor)
    const answered = await client.post('/console/history/verify')
    expect([answered.status, answered.location]).toEqual([303, '/console/history'])
    const page = await client.get('/console/history')
    expect(page.text).toContain('L’historique est intact')
    expect(page.text).toContain('Bloc 1')
    expect(page.text).toMatch(/Intact[\s\S]*Aude Iteur/)
    const [last] = await house.db.selectFrom('audit_events').selectAll().where('event', '=', 'audit.verified').execute()
    expect(last).toMatchObject({ subject_id: 'audit_trail', actor_id: auditor.id, data: { ok: true, blocks: 1 } })
  })

  it('names the first fault until it is found no more', async () => {
    const client = await house.clientOf(auditor)
    await house
      .db
      .insertInto('audit_events')
      .values({
        at: house.now(),
        event: 'dossier.validated',
        subject_id: 'doss_x',
        actor_kind: 'system',
        actor_id: 'x',
        request_id: 'x',
      })
      .execute()
    await client.post('/console/history/verify')
    const page = await client.get('/console/history')
    expect(page.text).toContain('Altéré')
    expect(page.text).toMatch(/L’événement \d+ n’est dans aucun bloc/)
  })
})

describe('the export', () => {
  it('is a file for spreadsheets, with nothing in it that runs, and is itself recorded', async () => {
    const answered = await get('/console/history.csv?noun=dossier&merchant=boulangerie')
    expect(answered.status).toBe(200)
    expect(answered.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answered.headers.get('content-disposition')).toContain('historique-2026-03-02.csv')
    const lines = answered.text.trim().split('\r\n')
    expect(lines[0]).toContain('id;at;event')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    const [last] = await house
      .db
      .selectFrom('audit_events')
      .selectAll()
      .where('event', '=', 'audit.exported')
      .orderBy('id', 'desc')
      .execute()
    expect(last).toMatchObject({ actor_id: auditor.id, data: { noun: 'dossier', merchant: 'by_name' } })
  })

  it('holds everything, beyond a page', async () => {
    const count = Number((await house.db.selectFrom('audit_events').select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const lines = (await get('/console/history.csv')).text.trim().split('\r\n')
    expect(lines).toHaveLength(count + 2) // a heading, and the export's own event
  })
})

it.each(roles)('is open to the %s as the table says', async (role) => {
  const client = await house.clientOf(await house.staff(role))
  const may = role === 'officer' || role === 'auditor'
  expect([
    (await client.get('/console/history')).status,
    (await client.get('/console/history.csv')).status,
    (await client.post('/console/history/verify')).status,
  ])
    .toEqual(may ? [200, 200, 303] : [403, 403, 403])
})
