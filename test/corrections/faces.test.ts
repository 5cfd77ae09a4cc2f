import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#src/kernel/permissions.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { payable, receive } from '#test/payouts/ground.ts'
import { correctionOf, runUp } from './ground.ts'

let house: House
let shop: ApiMerchant
let clients: Record<'analyst' | 'agent' | 'officer' | 'auditor' | 'administrator', Client>
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  shop = await payable(house)
  await receive(house, shop.merchantId, 5_000)
  const signIn = async (role: Role) => house.clientOf(await house.staff(role))
  clients = {
    analyst: await signIn('analyst'),
    agent: await signIn('agent'),
    officer: await signIn('officer'),
    auditor: await signIn('auditor'),
    administrator: await signIn('administrator'),
  }
})
afterAll(() => house.close())

const here = '/console/corrections'
const hiddenOf = (text: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
const form = (said: Record<string, string> = {}) => ({
  kind: 'acquirer_debit_merchant',
  merchant: shop.merchantId,
  currency: 'eur',
  amount: '12,50',
  reason: 'Débité deux fois.',
  about: '',
  bankReference: '',
  bankOn: '',
  ...said,
})
const propose = async (said: Record<string, string> = {}): Promise<string> =>
  (await clients.agent.post(`${here}/new`, form(said))).location!

describe('from the proposal to the entry', () => {
  it('one proposes, another sees every figure and books, both see it done', async () => {
    const asked = (await clients.agent.get(`${here}/new?kind=acquirer_debit_merchant&merchant=${shop.merchantId}&amount=12.50`)).text
    for (const part of ['50,00', 'value="12.50"', 'name="ticket"', 'Geste commercial']) expect(asked).toContain(part)
    const ticket = hiddenOf(asked, 'ticket')
    const place = await propose({ ticket })
    expect([place.startsWith(`${here}/corr_`), (await clients.agent.post(`${here}/new`, form({ ticket }))).location]).toEqual([true, here])
    const mine = (await clients.agent.get(place)).text
    for (const part of ['À décider', 'Un responsable décide', 'Retirer ma proposition', 'Compte de cantonnement', 'pas encore écrite'])
      expect(mine).toContain(part)
    expect((await clients.officer.get('/console')).text).toContain(place)
    const page = (await clients.officer.get(`${place}/confirm`)).text
    for (const part of ['de disponible pour le marchand ; 50,00 € avant', '37,50 €', 'au prochain reversement', 'reçoit une lettre'])
      expect(page.replaceAll(/\u00a0|\u202f|&nbsp;/g, ' ')).toContain(part)
    const late = await clients.officer.post(`${place}/confirm`, { seen: '2020:1 1010:-1 0' })
    expect([late.status, late.text.includes('Les chiffres ont changé')]).toEqual([409, true])
    const seen = hiddenOf(page, 'seen')
    expect((await clients.officer.post(`${place}/confirm`, { seen })).location).toBe(place)
    expect((await clients.officer.post(`${place}/confirm`, { seen })).status).toBe(409)
    const done = (await clients.auditor.get(place)).text
    for (const part of ['Comptabilisée', 'a comptabilisé une régularisation', 'Soldes du marchand']) expect(done).toContain(part)
    expect((await clients.officer.get(`/console/merchants/${shop.merchantId}/ledger`)).text).toContain(place)
    expect((await clients.agent.post(`${place}/withdraw`)).status).toBe(409)
  })

  it('is undone by two, through their pages', async () => {
    const [place] = (await house.db.selectFrom('corrections').select('id').where('state', '=', 'booked').execute()).map(({ id }) =>
      `${here}/${id}`
    )
    expect((await clients.agent.get(`${place}/propose-undo`)).text.replaceAll(/\u00a0|\u202f/g, ' ')).toContain(
      'de disponible pour le marchand ; 37,50 € avant',
    )
    expect((await clients.agent.post(`${place}/propose-undo`, { reason: '' })).status).toBe(422)
    expect((await clients.agent.post(`${place}/propose-undo`, { reason: 'Le fichier est arrivé.' })).location).toBe(place)
    const { text } = await clients.officer.get(`${place}/confirm-undo`)
    const [seen, proposal] = [hiddenOf(text, 'seen'), hiddenOf(text, 'proposal')]
    expect((await clients.officer.post(`${place}/confirm-undo`, { seen })).status).toBe(409)
    expect((await clients.officer.post(`${place}/confirm-undo`, { seen, proposal: `${proposal}x` })).status).toBe(409)
    expect((await clients.officer.post(`${place}/confirm-undo`, { seen, proposal })).location).toBe(place)
    expect((await clients.auditor.get(`${here}?state=undone`)).text).toContain(place)
  })

  it('leads from a debt to giving it up', async () => {
    await runUp(house, shop.merchantId, 900)
    const { text } = await clients.officer.get(`/console/merchants/${shop.merchantId}/ledger`)
    expect(text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).toContain(
      `${here}/new?kind=debt_given_up&merchant=${shop.merchantId}&amount=9.00&currency=eur`,
    )
    expect((await clients.analyst.get(`/console/merchants/${shop.merchantId}/ledger`)).text).not.toContain('debt_given_up')
  })
})

describe('the way back, and the way there', () => {
  it('who proposed a reversal takes it back from its page', async () => {
    const place = await propose({ kind: 'goodwill' })
    const seen = hiddenOf((await clients.officer.get(`${place}/confirm`)).text, 'seen')
    await clients.officer.post(`${place}/confirm`, { seen })
    await clients.agent.post(`${place}/propose-undo`, { reason: 'Accordé deux fois.' })
    expect((await clients.agent.get(place)).text).toContain(`${place}/withdraw-undo`)
    expect((await clients.officer.get(place)).text).not.toContain('withdraw-undo')
    expect((await clients.officer.post(`${place}/withdraw-undo`)).status).toBe(403)
    expect((await clients.agent.post(`${place}/withdraw-undo`)).location).toBe(place)
    expect((await clients.auditor.get(place)).text).toContain('a retiré sa proposition d’extourne')
  })

  it('a payment leads to what concerns it, and who may to a new one about it', async () => {
    const { id: payment } = await house
      .db
      .selectFrom('payments')
      .select('id')
      .where('merchant_id', '=', shop.merchantId)
      .where('mode', '=', 'live')
      .executeTakeFirstOrThrow()
    const page = `/console/payments/${payment}`
    const asked = `${here}/new?about=${payment}`
    const plain = (text: string): string => text.replaceAll('&#x3D;', '=')
    expect([plain((await clients.agent.get(page)).text).includes(asked), (await clients.analyst.get(page)).text.includes(`${here}/`)])
      .toEqual([
        true,
        false,
      ])
    expect((await clients.agent.get(asked)).text).toContain(`value="${payment}"`)
    const place = await propose({ kind: 'goodwill', about: payment })
    for (const client of [clients.agent, clients.analyst]) expect((await client.get(page)).text).toContain(place)
    expect((await clients.auditor.get(place)).text).toContain(page)
  })
})

describe('who comes through', () => {
  it('reads, proposes, decides by role', async () => {
    const place = await propose({ kind: 'goodwill' })
    for (
      const [role, list, one, ask, decide] of [['analyst', 200, 200, 403, 403], ['agent', 200, 200, 200, 403], [
        'auditor',
        200,
        200,
        403,
        403,
      ], ['administrator', 403, 403, 403, 403]] as const
    ) {
      const client = clients[role]
      expect([
        (await client.get(here)).status,
        (await client.get(place)).status,
        (await client.get(`${here}/new`)).status,
        (await client.get(`${place}/confirm`)).status,
      ], role)
        .toEqual([list, one, ask, decide])
    }
    const csv = await clients.auditor.get(`${here}.csv?state=all`)
    expect([csv.status, csv.text.includes('Geste commercial'), (await clients.administrator.get(`${here}.csv`)).status]).toEqual([
      200,
      true,
      403,
    ])
    expect(await house.db.selectFrom('audit_events').select('event').where('event', '=', 'correction.list_exported').execute())
      .toHaveLength(1)
  })

  it('looks for the merchant by name, and keeps what is known', async () => {
    const { name } = await house.db.selectFrom('merchants').select('name').where('id', '=', shop.merchantId).executeTakeFirstOrThrow()
    const { text } = await clients.agent.get(`${here}/new?kind=goodwill&amount=5&merchant=${encodeURIComponent(name)}`)
    expect(text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).toContain(
      `${here}/new?kind=goodwill&amount=5&merchant=${shop.merchantId}`,
    )
    expect((await clients.agent.get(`${here}/new?merchant=zzzz`)).text).toContain('Aucun marchand ne correspond')
  })
})

describe('what is wrong is named, and stays typed', () => {
  it.each([
    ['a kind of no list', { kind: 'gift' }],
    ['no merchant', { merchant: '' }],
    ['a merchant that is not there', { merchant: 'mrch_000000000000000000000000' }],
    ['a merchant’s name', { merchant: '%' }],
    ['no reason', { reason: '  ' }],
    ['a currency of no list', { currency: 'EUR; drop' }],
    ['an amount that is doubtful', { amount: '1,284' }],
    ['nothing', { amount: '0' }],
    ['less than nothing', { amount: '-5' }],
    ['thousandths', { amount: '1,005' }],
    ['too much', { amount: '99999999999999' }],
    ['half a yen', { currency: 'jpy', amount: '10,5' }],
    ['a day that is none', { bankOn: '2026-02-30' }],
    ['a day to come', { bankOn: '2026-03-03' }],
    ['a thing that is not there', { about: 'paym_000000000000000000000000' }],
    ['what is no id', { about: '<b>' }],
    ['signs nobody types', { reason: 'a\u202eb' }],
    ['more than he has', { kind: 'foreign_payout', currency: 'usd', bankReference: 'X', bankOn: '2026-03-02' }],
  ])('%s', async (_, said) => {
    const before = (await house.db.selectFrom('corrections').select('id').execute()).length
    const { status, text } = await clients.agent.post(`${here}/new`, form(said as Record<string, string>))
    expect(status).toBe(422)
    if (!('reason' in said) && !('merchant' in said)) expect(text).toContain('Débité deux fois.')
    expect(await house.db.selectFrom('corrections').select('id').execute()).toHaveLength(before)
  })

  it('says all that is wrong at once, each by its name', async () => {
    const { status, text } = await clients.agent.post(`${here}/new`, form({ amount: '-12,345', reason: '' }))
    const summary = text.slice(text.indexOf('class="error-summary'), text.indexOf('<form class="confirm"'))
    expect([status, summary.includes('Motif'), summary.includes('href="#f-amount"'), summary.includes('href="#f-reason"')]).toEqual([
      422,
      true,
      true,
      true,
    ])
  })

  it('no address makes it stumble', async () => {
    for (
      const path of [
        `${here}?state=x&kind[]=y&sort=1&after=1.corr_x&q=%00%25`,
        `${here}.csv?after=x`,
        `${here}/new?kind=x&merchant[]=a&about=sttl_1&amount=1e9&currency=zzz`,
      ]
    ) expect((await clients.agent.get(path)).status, path).toBe(200)
    for (const path of [`${here}/corr_1`, `${here}/corr_000000000000000000000000`, `${here}/mrch_000000000000000000000000/confirm`])
      expect((await clients.officer.get(path)).status, path).toBe(404)
    const place = await propose({ kind: 'goodwill' })
    for (const seen of ['', 'x'.repeat(500), '\u202e']) expect((await clients.officer.post(`${place}/confirm`, { seen })).status).toBe(422)
    expect((await clients.officer.post(`${place}/decline`, { reason: '' })).status).toBe(422)
    expect((await clients.officer.post(`${place}/confirm-undo`, { seen: '0', proposal: 'x' })).status).toBe(409)
    expect((await correctionOf(house, place.split('/').at(-1)!)).state).toBe('proposed')
  })
})
