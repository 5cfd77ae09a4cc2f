import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { system } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openApiMerchant, type ApiClient, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
let mine: Client
let paid: string

const pay = async (client: ApiClient, said: Record<string, unknown> = {}): Promise<string> =>
  (await client('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' },
    ...said,
  }))
    .body['id']
const night = async () => {
  house.forward(24 * 3_600_000)
  for (const work of [capturePayments, askAcquirer]) await work(house.ctx(system('night')))
  house.forward(24 * 3_600_000)
  await readSettlements(house.ctx(system('night')))
  mine = await house.clientOf(shop.actor)
}
const captured = async (client: ApiClient = shop.live): Promise<string> => {
  const id = await pay(client)
  await night()
  return id
}
const refundsOf = (id: string) =>
  house.db.selectFrom('refunds').select(['amount_cents', 'state', 'asked_by']).where('payment_id', '=', id).orderBy('id').execute()
const ticketIn = (text: string): string => /name="ticket" value="(\w+)"/.exec(text)?.[1] ?? ''

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[shop, other] = [await openApiMerchant(house), await openApiMerchant(house)]
  await pay(shop.test, { order_id: 'ESSAI-1' })
  await pay(other.live, { order_id: 'AILLEURS' })
  paid = await captured()
})
beforeEach(async () => {
  mine = await house.clientOf(shop.actor)
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  await house.close()
})

describe('his payments', () => {
  it('are his, one world at a time', async () => {
    const live = (await mine.get('/merchant/payments')).text
    expect(live).toContain(`/merchant/payments/${paid}`)
    for (const foreign of ['ESSAI-1', 'AILLEURS']) expect(live).not.toContain(foreign)
    expect((await mine.get('/merchant/payments?world=test')).text).toContain('ESSAI-1')
    expect((await mine.get('/merchant/payments?q=AILLEURS')).text).toContain('Rien ne répond')
    expect((await mine.get('/merchant/payments?q=4242424242424242')).location).toContain('/merchant/payments?q=')
    for (const bad of ['q[]=1', 'after=%00', 'from=9999-12-31', 'world=mars&state=x'])
      expect((await mine.get(`/merchant/payments?${bad}`)).status, bad).toBe(200)
  })

  it('leave as a file; that is recorded', async () => {
    const { text, status } = await mine.get('/merchant/payments.csv')
    expect(status).toBe(200)
    expect(text.split('\r\n')).toHaveLength(3)
    expect(text).toContain(paid)
    const event = await house
      .db
      .selectFrom('audit_events')
      .select(['merchant_id', 'actor_kind'])
      .where('event', '=', 'payment.list_exported')
      .executeTakeFirstOrThrow()
    expect(event).toEqual({ merchant_id: shop.merchantId, actor_kind: 'merchant' })
  })

  it('open on the test world before validation, and say what to do next', async () => {
    const fresh = await openAccount(house)
    const client = await house.clientOf(fresh.actor)
    expect((await client.get('/merchant/payments')).text).toContain('Créez un paiement avec vos clés de test')
    expect((await client.get('/merchant/payments?world=live')).text).toContain('une fois votre dossier validé')
  })

  it('are not for a stranger, nor another’s for him: 404, never another word', async () => {
    const foreign = await pay(other.live)
    for (
      const path of [
        `/merchant/payments/${foreign}`,
        `/merchant/payments/${foreign}/refund`,
        '/merchant/payments/paym_000000000000000000000000',
        '/merchant/payments/x',
      ]
    ) expect((await mine.get(path)).status, path).toBe(404)
    expect((await mine.post(`/merchant/payments/${foreign}/refund`, { amount: '1' })).status).toBe(404)
    expect((await (await house.client()).get('/merchant/payments')).status).toBe(303)
  })
})

describe('his payment’s page', () => {
  it('shows what is left, the card by its last four, and nothing of ours', async () => {
    const { text } = await mine.get(`/merchant/payments/${paid}`)
    for (const part of ['Paiement de 100,00', 'Reste remboursable', 'Visa •••• 4242', 'Commission', 'Rembourser'])
      expect(text).toContain(part)
    for (const ours of ['4242 42', 'Marchands, disponible', 'acquéreur', 'Écritures']) expect(text).not.toContain(ours)
  })
})

describe('giving back', () => {
  it('a part, as typed; what is left is said; never more than that', async () => {
    const id = await captured()
    const form = await mine.get(`/merchant/payments/${id}/refund`)
    expect(form.text).toContain('Il reste 100,00')
    const post = (amount: string) => mine.post(`/merchant/payments/${id}/refund`, { amount, ticket: ticketIn(form.text) + amount.length })
    for (
      const [amount, words] of [
        ['abc', 'Écrivez un montant'],
        ['-5', 'Écrivez un montant'],
        ['0', 'Écrivez un montant'],
        ['1e3', 'Écrivez un montant'],
        ['0,49', 'Le moins que l’on rembourse'],
        ['100,01', 'plus que ce qui reste'],
        ['9'.repeat(30), 'Écrivez un montant'],
      ] as const
    ) {
      const { status, text } = await post(amount)
      expect(status, amount).toBe(422)
      expect(text, amount).toContain(words)
    }
    expect(await refundsOf(id)).toEqual([])
    expect((await post('40,50')).status).toBe(303)
    expect(await refundsOf(id)).toEqual([{ amount_cents: 4_050, state: 'to_refund', asked_by: shop.actor.id }])
    const { text } = await mine.get(`/merchant/payments/${id}`)
    expect(text).toContain('59,50')
    expect((await mine.post(`/merchant/payments/${id}/refund`, { amount: '60' })).status).toBe(422)
    // an emptied field is no answer, and least of all « everything »
    for (const amount of ['', '  ']) expect((await mine.post(`/merchant/payments/${id}/refund`, { amount })).status).toBe(422)
    expect((await mine.post(`/merchant/payments/${id}/refund`, { amount: '59,50' })).status).toBe(303)
    expect((await refundsOf(id)).map(({ amount_cents: cents }) => cents)).toEqual([4_050, 5_950])
    expect((await mine.get(`/merchant/payments/${id}`)).text).toContain('Il est déjà remboursé en entier')
    expect((await mine.get(`/merchant/payments/${id}/refund`)).status).toBe(303)
  })

  it('once, however often the button is pressed', async () => {
    const id = await captured()
    const ticket = ticketIn((await mine.get(`/merchant/payments/${id}/refund`)).text)
    expect(ticket).not.toBe('')
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => mine.post(`/merchant/payments/${id}/refund`, { amount: '10', ticket })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(303))
    expect(await refundsOf(id)).toHaveLength(1)
  })

  it('two forms at once, and his key beside them, never give back more than there was', async () => {
    const id = await captured()
    await Promise.all([
      ...Array.from({ length: 4 }, () => mine.post(`/merchant/payments/${id}/refund`, { amount: '60' })),
      shop.live('POST', '/refunds', { payment: id, amount: 6_000 }),
    ])
    expect((await refundsOf(id)).map(({ amount_cents: cents }) => cents)).toEqual([6_000])
  })

  it('cancels what nobody captured, in either world', async () => {
    for (const client of [shop.live, shop.test]) {
      const id = await pay(client, { capture: false })
      expect((await mine.get(`/merchant/payments/${id}`)).text).toContain('Annuler ce paiement')
      expect((await mine.post(`/merchant/payments/${id}/refund`, {})).status).toBe(303)
      expect(await refundsOf(id)).toMatchObject([{ amount_cents: 10_000, state: 'payment_canceled' }])
      expect((await mine.get(`/merchant/payments/${id}`)).text).toContain('Il est annulé')
    }
  })

  it('says why it cannot be: the refusal is told where the form is no more', async () => {
    const id = await pay(shop.live, { card: { number: '4000000000000002', exp_month: 12, exp_year: 2030, cvc: '123' } })
    expect((await mine.get(`/merchant/payments/${id}`)).text).toContain('La banque l’a refusé')
    const { status, location } = await mine.post(`/merchant/payments/${id}/refund`, { amount: '10' })
    expect([status, location]).toEqual([303, `/merchant/payments/${id}`])
    expect((await mine.get(location!)).text).toContain('ce paiement ne se rembourse pas')
    expect(await refundsOf(id)).toEqual([])
  })

  it('not while the account is suspended: the list is still there to be read', async () => {
    const id = await captured()
    await unit(house.ctx(), async (tx) => {
      await lockMerchant(tx.db, shop.merchantId)
      await tx.db.updateTable('merchants').set({ state: 'suspended' }).where('id', '=', shop.merchantId).execute()
      await record(tx, 'merchant.suspended', { subject: shop.merchantId, merchantId: shop.merchantId })
    })
    expect((await mine.get('/merchant/payments')).text).toContain(id)
    expect((await mine.get(`/merchant/payments/${id}`)).text).toContain('Votre compte est suspendu')
    expect((await mine.post(`/merchant/payments/${id}/refund`, { amount: '10' })).status).toBe(303)
    expect(await refundsOf(id)).toEqual([])
  })
})
