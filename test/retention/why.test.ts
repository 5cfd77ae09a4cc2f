import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findClaims } from '#src/retention/claims.sql.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let payment: string
let officer: Client
let auditor: Client

const flat = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
const why = async (client: Client, id: string): Promise<string> => flat((await client.get(`/console/retention/why?id=${id}`)).text)

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  payment = (await shop.live('POST', '/checkout', { amount: 5_000, currency: 'eur', device: { ip: '192.0.2.7' }, customer: { email: 'a@exemple.test' }, card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' } })).body['id']
  ;[officer, auditor] = [await house.clientOf(await house.staff('officer')), await house.clientOf(await house.staff('auditor'))]
})
afterAll(() => house.close())

describe('why a record is still here', () => {
  it('a payment: each rule with its origin; the longest of the legal minimums decides', async () => {
    const claimed = (await findClaims(house.db, payment))!
    expect(claimed.origins).toEqual(expect.arrayContaining([{ category: 'payment', origin: '2026-03-02' }, { category: 'device', origin: '2026-03-02' }, { category: 'accounting', origin: '2026-12-31' }]))
    expect(claimed.origins.map(({ category }) => category)).not.toContain('fraud_case')
    expect(await why(officer, payment)).toContain('Gardé jusqu’au 1er janv. 2037 (Écritures, factures, reversements).')
  })

  it('a merchant whose contract lives has no end yet; a payer follows his last payment', async () => {
    expect(await why(officer, shop.merchantId)).toContain('Gardé sans fin pour l’instant')
    const payer = (await house.db.selectFrom('payments').select('payer_id').where('id', '=', payment).executeTakeFirstOrThrow()).payer_id!
    expect((await findClaims(house.db, payer))!.origins).toEqual([{ category: 'payment', origin: '2026-03-02' }])
  })

  it('an id of nothing, of another kind, or no id: said, not broken', async () => {
    expect(await why(officer, 'paym_000000000000000000000000')).toContain('Aucun élément ne porte cet identifiant')
    for (const id of ['x', 'card_000000000000000000000000', '%27', '']) expect((await officer.get(`/console/retention/why?id=${id}`)).status).toBe(200)
  })

  it('a hold on it is said; one on a secret ground to the circle alone, and to others the page is the same as before', async () => {
    const staff = await house.staff('officer')
    const before = await why(auditor, payment)
    await orderLegalHold(house.ctx(staff), { scope: 'merchant', subjectId: shop.merchantId, ground: 'opposition', reference: '', reason: 'x', reviewOn: '2026-05-01' })
    expect(await why(auditor, payment)).toBe(before)
    expect(await why(officer, payment)).toContain('Opposition de Tracfin')
    await orderLegalHold(house.ctx(staff), { scope: 'payment', subjectId: payment, ground: 'litigation', reference: '', reason: 'x', reviewOn: '2026-05-01' })
    expect(await why(auditor, payment)).toContain('Rien n’en est effacé')
  })
})
