import { requestPasswordReset } from '#src/merchants/requestPasswordReset.ts'
import { readPublicKey } from '#src/merchants/readPublicKey.sql.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import { visitor } from '#src/kernel/actor.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import type { House } from '#test/support/house.ts'
import { letterOf, password, tokenIn } from '#test/support/merchant.ts'

type Ids = Record<string, string>

const card = { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' }
const payer = { name: 'Luc Martin', email: 'luc.martin@exemple.test' }
const account = { iban: 'FR1420041010050500013M02606', name: 'Luc Martin' }

/** The end of an address: what stands for its `:token`. */
const endOf = (address: string): string => /\/([^/?]+)(?:\?.*)?$/.exec(address)![1]!

/**
 * What a client of the API has noted in his test world, and what his payers have before them: our page, their bank's, a question of theirs
 * to be scored.
 */
export const noteMeans = async (house: House, shop: ApiMerchant): Promise<Ids> => {
  const post = async (path: string, body: object): Promise<Record<string, any>> => {
    const said = await shop.test('POST', path, body)
    if (said.status >= 300) throw new Error(`${path}: ${said.text}`)
    return said.body
  }
  const id = async (path: string, body: object): Promise<string> => (await post(path, body))['id']
  const order = { amount: 2_000, currency: 'eur' }
  const noted = { payer: await id('/customers', payer), card: await id('/cards', card), mandate: await id('/sepa', account) }
  const testPayment = await id('/checkout', { ...order, card })
  const atBank = await post('/checkout', {
    ...order,
    card: { ...card, number: '5555555555554444' },
    auth: { return_url: 'https://boutique.exemple/merci' },
    device: { ip: '192.0.2.7' },
  })
  const scored = await post('/scoring', {
    ...order,
    duration: 12,
    customer: noted.payer,
    sepa: noted.mandate,
    return_url: 'https://boutique.exemple/credit',
  })
  return {
    ...noted,
    address: await id('/addresses', { line1: '3 rue du Port', city: 'Brest', zip_code: '29200', country: 'FR' }),
    testPayment,
    refund: await id('/refunds', { payment: testPayment, amount: 500 }),
    accountCheck: await id('/sepa/check', { sepa: noted.mandate }),
    scoring: scored['id'],
    consent: endOf(scored['redirect_url']),
    redirect: endOf(atBank['auth'].redirect_url),
    publicKey: (await readPublicKey(house.db, { merchantId: shop.merchantId, mode: 'test' }))!,
    pagePayment: await id('/checkout', { ...order, return_url: 'https://boutique.exemple/merci' }),
  }
}

/** Links in letters that nobody has followed yet. */
export const sendLinks = async (house: House, { email }: ApiMerchant): Promise<Ids> => {
  const newcomer = 'nouvelle.venue@exemple.test'
  await signUpMerchant(house.ctx(visitor), { email: newcomer, password, lang: 'fr' })
  await requestPasswordReset(house.ctx(visitor), { email })
  return {
    activation: tokenIn(await letterOf(house, 'activation', newcomer)),
    reset: tokenIn(await letterOf(house, 'password_reset', email)),
  }
}
