import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDossierOfMerchant, findCompany } from '#src/dossiers/dossiers.sql.ts'
import { lookedFor, merchantAddress, readMerchantQuery } from '#src/merchants/merchantSearch.ts'
import { searchMerchants } from '#src/merchants/searchMerchants.sql.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { openAccount, tellAll, type Signed } from '#test/support/merchant.ts'

let house: House
let bakery: Signed
let garage: Signed
let agent: Client

beforeAll(async () => {
  house = await openHouse()
  bakery = await openAccount(house)
  await tellAll(house, bakery, { company: { name: 'Boulangerie Œuvrard', tradeName: 'Au 100 % levain' } })
  garage = await openAccount(house)
  await tellAll(house, garage, { company: { name: 'Garage de l’Étoile', mcc: '7538' } })
  await unit(house.ctx(await house.staff('officer')), (tx) => validateMerchant(tx, garage.merchantId))
  agent = await house.clientOf(await house.staff('agent'))
})
afterAll(() => house.close())

const found = async (search: string, more: object = {}) =>
  (await searchMerchants(house.db, { state: null, search, before: null, ...more }, 50)).map(({ id }) => id)

describe('one box', () => {
  it('understands what is typed', () => {
    expect(lookedFor('732 829 320')).toEqual({ by: 'siren', siren: '732829320' })
    expect(lookedFor('73282932000074')).toEqual({ by: 'siren', siren: '732829320' })
    expect(lookedFor('A@B.fr')).toEqual({ by: 'email', email: 'a@b.fr' })
    expect(lookedFor('2606')).toEqual({ by: 'name', name: '2606', last4: '2606' })
    expect(lookedFor('')).toBeNull()
    expect(readMerchantQuery({ q: ['a'], state: 'nonsense', before: '; drop' })).toEqual({ state: null, search: '', before: null })
    expect(merchantAddress('/console/merchants', { state: 'validated', search: 'a&b', before: null })).toBe(
      '/console/merchants?q=a%26b&state=validated',
    )
  })

  it('finds by id, dossier, e-mail, SIREN, SIRET, end of IBAN, and any part of a name without its accents', async () => {
    const dossier = (await findDossierOfMerchant(house.db, bakery.merchantId))!
    const { siren, siret } = (await findCompany(house.db, dossier.id))!
    for (const search of [bakery.merchantId, dossier.id, bakery.email, siren!, siret!, 'oeuvrard', 'ŒUVRARD', 'levain', '100 %'])
      expect(await found(search), search).toEqual([bakery.merchantId])
    expect((await found('2606')).sort()).toEqual([bakery.merchantId, garage.merchantId].sort())
    expect(await found('l’étoile')).toEqual([garage.merchantId])
    for (const search of ['%', '_', 'nobody', `'; drop table merchants; --`, 'x'.repeat(190)])
      expect(await found(search), search).not.toContain(garage.merchantId)
  })

  it('filters by state and goes on by key', async () => {
    expect(await found('', { state: 'validated' })).toEqual([garage.merchantId])
    const [first] = await searchMerchants(house.db, { state: null, search: '', before: null }, 1)
    expect(await found('', { before: first!.id })).not.toContain(first!.id)
  })
})

describe('the pages', () => {
  it('are for who may read merchants', async () => {
    for (const [role, status] of [['analyst', 200], ['agent', 200], ['officer', 200], ['auditor', 200], ['administrator', 403]] as const) {
      const client = await house.clientOf(await house.staff(role))
      for (const path of ['/console/merchants', `/console/merchants/${bakery.merchantId}`])
        expect((await client.get(path)).status, `${role} ${path}`).toBe(status)
    }
    expect((await (await house.clientOf(bakery.actor)).get('/console/merchants')).status).toBe(303)
  })

  it('show one merchant: users, keys by their last four, letters, history; never a whole key', async () => {
    const { text, status } = await agent.get(`/console/merchants/${garage.merchantId}`)
    expect(status).toBe(200)
    for (const part of ['Garage de l’Étoile', garage.email, 'stest_…', 'sprod_…', '… 2606', garage.merchantId]) expect(text).toContain(part)
    expect(text).not.toMatch(/[sp](test|prod)_[0-9A-Za-z]{24}/)
    expect((await agent.get('/console/merchants/mrch_000000000000000000000000')).status).toBe(404)
  })

  it('list, search and say when nothing is found', async () => {
    expect((await agent.get('/console/merchants?q=oeuvrard')).text).toContain('Boulangerie Œuvrard')
    expect((await agent.get('/console/merchants?q=%00%ff&state=x&before=y')).status).toBe(200)
    expect((await agent.get('/console/merchants?q=personne-de-ce-nom')).text).toContain('Aucun marchand ici')
    expect((await agent.get('/console/merchants?q=%3Cscript%3Ealert(1)%3C/script%3E')).text).not.toContain('<script>alert')
  })

  it('find somebody of a dossier by his whole name, in whatever order, or how his family name begins, and say whose dossier it is', async () => {
    const gone = await openAccount(house)
    await tellAll(house, gone, {
      company: { name: 'Rideau Tiré' },
      person: { givenNames: 'Maëlle', familyName: 'Quéré', usageName: 'Bodard' },
    })
    const dossier = (await findDossierOfMerchant(house.db, gone.merchantId))!
    for (const words of ['Maëlle Quéré', 'QUERE maelle', 'Bodard Maëlle', 'quéré', 'Quer', 'bodar']) {
      const { text } = await agent.get(`/console/merchants?q=${encodeURIComponent(words)}`)
      for (const part of [`href="/console/dossiers/${dossier.id}"`, 'Maëlle Quéré', 'Rideau Tiré']) expect(text, words).toContain(part)
      expect(text, words).not.toContain('Aucun marchand ici')
    }
    for (const words of ['qu', 'uéré', 'Maëlle', '%ér'])
      expect((await agent.get(`/console/merchants?q=${encodeURIComponent(words)}`)).text, words).not.toContain('Rideau Tiré')
    await house.db.updateTable('merchants').set({ ended_on: '2020-01-01' }).where('id', '=', gone.merchantId).execute()
    expect((await agent.get('/console/merchants?q=QUERE+maelle')).text).not.toContain('Rideau Tiré')
  })

  it('export what the filter lets pass, and remember that it left', async () => {
    const { status, text, headers } = await agent.get('/console/merchants.csv?state=validated')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(text.trim().split('\r\n')).toHaveLength(2)
    expect(text).toContain('Garage de l’Étoile')
    const events = await house.db.selectFrom('audit_events').select('data').where('event', '=', 'merchant.list_exported').execute()
    expect(events).toEqual([{ data: { state: 'validated', isSearch: false } }])
  })
})
