import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { openApiMerchant, type ApiClient, type ApiMerchant, type Wire } from '#test/support/api.ts'
import type { Answered, Client, House } from '#test/support/house.ts'

export type Shop = ApiMerchant & { keys: { test: string; live: string } }

/** A validated merchant with a name, and his two public keys. */
export const openShop = async (house: House, name = 'Boulangerie Lenoir'): Promise<Shop> => {
  const merchant = await openApiMerchant(house)
  await house.db.updateTable('merchants').set({ name }).where('id', '=', merchant.merchantId).execute()
  const keys = await readApiKeys(house.db, merchant.merchantId)
  const publicKey = (mode: 'test' | 'live'): string => keys.find((one) => one.mode === mode && one.kind === 'public')!.clear!
  return { ...merchant, keys: { test: publicKey('test'), live: publicKey('live') } }
}

/** A payment as a merchant makes it for our page: no card, an address to come back to. */
export const order = async (call: ApiClient, said: Record<string, unknown> = {}): Promise<Wire> => {
  const { status, body, text } = await call('POST', '/checkout/', {
    amount: 1_250,
    currency: 'eur',
    description: 'Un panier',
    return_url: 'https://shop.example/merci?o=1',
    ...said,
  })
  if (status !== 200) throw new Error(text)
  return body
}

export const readOrder = async (call: ApiClient, id: string): Promise<Wire> => (await call('GET', `/checkout/${id}`)).body

export const ticketIn = ({ text }: Answered): string => /name="ticket" value="([^"]+)"/.exec(text)?.[1]?.replaceAll('&#x3D;', '=') ?? ''

export const typedCard = (number = '4242 4242 4242 4242') => ({
  method: 'card',
  number,
  expiry: '08 / 30',
  cvc: '123',
  name: 'Anne Lenoir',
})
export const typedAccount = (iban = 'FR14 2004 1010 0505 0001 3M02 606') => ({
  method: 'sepa',
  iban,
  holder: 'Pierre Martin',
  mandate: 'on',
})

/** Opens the page, fills in its form, sends it, and reads where that leads. */
export const payAt = async (payer: Client, path: string, typed: Record<string, string>): Promise<Answered> => {
  const form = await payer.get(path)
  const sent = await payer.post(path, { ticket: ticketIn(form), ...typed })
  return sent.status === 303 ? payer.get(sent.location!) : sent
}

/** What the page says to the one that frames it. */
export const messagesIn = ({ text }: Answered): string => /data-messages="([^"]*)"/.exec(text)?.[1] ?? 'none'
export const leaveIn = ({ text }: Answered): string =>
  (/data-leave="([^"]*)"/.exec(text)?.[1] ?? 'none').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
export const titleIn = ({ text }: Answered): string => /<h1[^>]*>([^<]*)<\/h1>/.exec(text)?.[1] ?? ''
