import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#src/kernel/permissions.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { listUsers } from '#src/merchants/merchantUsers.sql.ts'
import { addressAt, placedPrefixes, placeOfId } from '#src/merchants/pastedId.ts'
import { routes } from '#src/routes.ts'
import { placeHold, twoOfficers, wanted } from '#test/holds/ground.ts'
import { payable } from '#test/payouts/ground.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

const idOf = (prefix: string): string => `${prefix}_${'0'.repeat(24)}`

describe('an id', () => {
  it('leads to a page that is there, for those whom its route lets in', () => {
    for (const prefix of placedPrefixes) {
      const place = placeOfId(idOf(prefix))!
      const pattern = addressAt(place, ':id').split('?')[0]!
      const route = routes({ isTrial: false }).find(({ method, path }) => method === 'get' && path === pattern)
      expect([prefix, route?.guard]).toEqual([prefix, { door: prefix === 'decl' ? 'circle' : 'console', permission: place.permission }])
    }
    expect(placedPrefixes).toEqual(expect.arrayContaining([
      'mrch',
      'doss',
      'user',
      'pers',
      'dreq',
      'rght',
      'btch',
      'sttl',
      'bans',
      'dspt',
      'rslv',
      'frdc',
      'hold',
      'brch',
      'lhld',
      'pout',
      'invc',
      'refd',
      'docu',
    ]))
  })

  it('is one only whole, and nothing else is', () => {
    for (
      const text of [
        '',
        'hold',
        'hold_1',
        `hold_${'0'.repeat(25)}`,
        `${idOf('hold')}/confirm`,
        ` ${idOf('hold')}`,
        idOf('paym'),
        idOf('xxxx'),
        'constructor',
        '__proto__',
      ]
    ) expect(placeOfId(text), text).toBeNull()
  })
})

describe('the box at the top of every page', () => {
  let house: House
  let clients: Record<'analyst' | 'agent' | 'officer' | 'auditor' | 'administrator', Client>
  let merchantId: string
  const holds = { secret: '' }
  const ask = (role: Role, id: string) => clients[role].get(`/console/merchants?q=${id}`)

  beforeAll(async () => {
    house = await openHouse()
    const two = await twoOfficers(house)
    ;({ merchantId } = await payable(house))
    holds.secret = await placeHold(house, two, wanted(merchantId, { title: 'asset_freeze', amountCents: null, reference: 'REF-9' }))
    clients = Object.fromEntries(
      await Promise.all((['analyst', 'agent', 'officer', 'auditor', 'administrator'] as const)
        .map(async (role) => [
          role,
          await house.clientOf(await house.staff(role)),
        ])),
    ) as typeof clients
  })
  afterAll(() => house.close())

  it('leads whoever may read such pages there, and tells nobody else that there is one', async () => {
    const expected: Record<string, readonly Role[]> = {
      dspt: ['analyst', 'agent', 'officer', 'auditor'],
      frdc: ['analyst', 'agent', 'officer', 'auditor'],
      lhld: ['officer', 'auditor'],
      pout: ['agent', 'officer', 'auditor'],
      invc: ['agent', 'officer', 'auditor'],
      docu: ['analyst', 'officer', 'auditor'],
    }
    for (const [prefix, may] of Object.entries(expected)) {
      for (const role of ['analyst', 'agent', 'officer', 'auditor'] as const) {
        const { location } = await ask(role, idOf(prefix))
        expect([prefix, role, location === addressAt(placeOfId(idOf(prefix))!, idOf(prefix))]).toEqual([prefix, role, may.includes(role)])
      }
      expect((await ask('administrator', idOf(prefix))).status, prefix).toBe(403)
    }
  })

  it('leaves it to the page whether it is there for him: a secret title is nowhere for the others', async () => {
    for (const id of [holds.secret, idOf('hold')]) {
      const { location, status } = await ask('agent', id)
      expect([status, location]).toEqual([303, `/console/holds/${id}`])
      expect((await clients.agent.get(location!)).status).toBe(404)
    }
    expect((await clients.officer.get((await ask('officer', holds.secret)).location!)).status).toBe(200)
    expect((await clients.auditor.get((await ask('auditor', holds.secret)).location!)).status).toBe(404)
  })

  it('opens a merchant and a dossier by their ids, and what is somebody of theirs', async () => {
    const { id } = (await findDossierOfMerchant(house.db, merchantId))!
    const [user] = await listUsers(house.db, merchantId)
    const person = await house.db.selectFrom('people').select('id').where('dossier_id', '=', id).executeTakeFirstOrThrow()
    expect((await ask('agent', merchantId)).location).toBe(`/console/merchants/${merchantId}`)
    expect((await ask('agent', user!.id)).location).toBe(`/console/merchants/${merchantId}`)
    for (const one of [id, person.id]) expect((await ask('agent', one)).location).toBe(`/console/dossiers/${id}`)
  })

  it('leads to the one batch that is asked for', async () => {
    for (const id of ['btch_000000000000000000000001', 'btch_000000000000000000000002'])
      await house.db.insertInto('payout_batches').values({ id, opened_at: house.now() } as never).execute()
    const { location } = await ask('agent', 'btch_000000000000000000000001')
    const { text } = await clients.agent.get(location!)
    expect([text.includes('btch_000000000000000000000001'), text.includes('btch_000000000000000000000002')]).toEqual([true, false])
  })

  it('leads to the invoice of a number, for whoever may read invoices', async () => {
    expect((await ask('agent', 'f2026-000016')).location).toBe('/console/invoices?q=F2026-000016')
    expect((await ask('analyst', 'F2026-000016')).status).toBe(200)
  })

  it('finds nothing by the id of a resolution or a refund that nobody has', async () => {
    expect((await ask('agent', idOf('rslv'))).text).toContain('Aucun marchand ici')
    for (const prefix of ['mrch', 'doss', 'user', 'pers'])
      expect((await ask('agent', idOf(prefix))).text, prefix).toContain('Aucun marchand ici')
    expect((await ask('agent', idOf('refd'))).location).toBe(`/console/payments?q=${idOf('refd')}`)
  })
})
