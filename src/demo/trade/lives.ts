import { cardInput, type CardInput } from '#src/cards/card.ts'
import { visitor } from '#src/kernel/actor.ts'
import { mandateInput } from '#src/mandates/mandate.ts'
import { hearPayer } from '#src/issuer/hearPayer.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { termsOf } from '#src/payments/payment.ts'
import { paymentChange, paymentInput } from '#src/payments/paymentInput.ts'
import { readPayment } from '#src/payments/payments.sql.ts'
import { updatePayment } from '#src/payments/updatePayment.ts'
import { payByPage } from '#src/paypage/payByPage.ts'
import { newTicket } from '#src/platform/submission.ts'
import { createRefund } from '#src/refunds/createRefund.ts'
import { minutesAfter } from '../hours.ts'
import { between } from '../pieces/seed.ts'
import { aloneAt, type Story } from '../timeline.ts'
import { afterwards } from './aftermath.ts'
import { refusedAccount, refusedCard, strictCard } from './numbers.ts'
import { laterDay, orderOf, type Sale } from './sales.ts'
import { keyOf, liveWorld, type Trade } from './season.ts'
import type { Way } from './ways.ts'

const cardOf = ({ customer: { card } }: Sale, number = card.number): CardInput => cardInput.parse({ ...card, number })
const deviceOf = ({ customer: { ip } }: Sale) => ({
  ip,
  user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  languages: 'fr-FR,fr;q=0.9',
})

/** As the merchant's server says it, read by the schema that reads servers' words. */
const create = (trade: Trade, sale: Sale, said: object): Promise<string> => {
  const { shop, amountCents, customer: { name, email }, number } = sale
  const input = {
    amount: amountCents,
    currency: 'eur',
    order_id: orderOf(sale),
    unique_id: `commande-${number}`,
    customer: { name, email },
    ...said,
  }
  return createPayment(trade.ctx(keyOf(shop)), liveWorld(shop), paymentInput.parse(input))
}

async function* card(trade: Trade, sale: Sale): Story {
  const id = await create(trade, sale, { card: cardOf(sale), device: deviceOf(sale) })
  const { card_id: cardId } = await readPayment(trade.db, id)
  if (cardId) trade.saved.set(sale.customer, cardId)
  yield* afterwards(trade, sale, id)
}

/** The merchant charges the card he keeps of a customer who has paid him before. */
async function* saved(trade: Trade, sale: Sale): Story {
  const kept = trade.saved.get(sale.customer)
  if (!kept) return yield* card(trade, sale)
  yield* afterwards(trade, sale, await create(trade, sale, { card: kept }))
}

async function* debit(trade: Trade, sale: Sale): Story {
  const { roll, customer: { iban, name }, at, number } = sale
  const account = roll() < 0.08 ? refusedAccount(roll) : iban
  const id = await create(trade, sale, {
    sepa: { iban: account, name, mandate: `MANDAT-${number}`, date_mandate: Math.floor(at.getTime() / 1_000) - 86_400 },
  })
  yield* afterwards(trade, sale, id)
}

/** A link to our page, followed some minutes later; one in ten pays there from his account. */
async function* page(trade: Trade, sale: Sale): Story {
  const { shop, customer: { iban, name }, roll, at, number } = sale
  const id = await create(trade, sale, { return_url: 'https://boutique.example/merci' })
  yield minutesAfter(at, between(roll, 1, 25), roll)
  const brought = roll() < 0.1
    ? { sepa: mandateInput.parse({ iban, name, mandate: `PAGE-${number}`, date_mandate: Math.floor(at.getTime() / 1_000) }) }
    : { card: cardOf(sale) }
  await payByPage(trade.ctx(visitor), liveWorld(shop), id, {
    ticket: newTicket(),
    terms: termsOf(await readPayment(trade.db, id)),
    brought,
  })
  yield* afterwards(trade, sale, id)
}

const throughBank = (trade: Trade, sale: Sale): Promise<string> => {
  const card = cardOf(sale, sale.roll() < 0.4 ? strictCard : undefined)
  return create(trade, sale, { card, device: deviceOf(sale), auth: { return_url: 'https://boutique.example/retour' } })
}
const tell = async (trade: Trade, id: string, step: Parameters<typeof hearPayer>[2]): Promise<void> => {
  const { auth_token: token } = await readPayment(trade.db, id)
  if (token) await hearPayer(trade.ctx(visitor), token, step)
}

async function* strong(trade: Trade, sale: Sale): Story {
  const { shop, roll, at } = sale
  const id = await throughBank(trade, sale)
  const opened = minutesAfter(at, between(roll, 0, 2), roll)
  yield opened
  await tell(trade, id, 'attempted')
  const done = minutesAfter(opened, between(roll, 0, 2), roll)
  yield done
  await tell(trade, id, 'success')
  yield minutesAfter(done, 0, roll)
  await updatePayment(trade.ctx(keyOf(shop)), liveWorld(shop), id, paymentChange.parse({ status: 'capture' }))
  yield* afterwards(trade, sale, id)
}

/** He declines, fails, or goes away: after six hours that is over as well. */
async function* lost(trade: Trade, sale: Sale): Story {
  const { roll, at } = sale
  const id = await throughBank(trade, sale)
  const opened = minutesAfter(at, between(roll, 0, 3), roll)
  yield opened
  await tell(trade, id, 'attempted')
  const ending = roll()
  yield minutesAfter(opened, between(roll, 1, 4), roll)
  if (ending < 0.7) await tell(trade, id, ending < 0.4 ? 'failed' : 'declined')
}

async function* refused(trade: Trade, sale: Sale): Story {
  await create(trade, sale, { card: cardOf(sale, refusedCard(sale.roll)), device: deviceOf(sale) })
}

/** Held, and captured when the guest has come: a little less than was held, now and then. */
async function* held(trade: Trade, sale: Sale): Story {
  const { shop, roll, amountCents } = sale
  const id = await create(trade, sale, { card: cardOf(sale), capture: false, device: deviceOf(sale) })
  yield laterDay(sale.at, roll, 1, 5)
  const captured = roll() < 0.15 ? Math.round(amountCents * 0.8) : undefined
  await updatePayment(trade.ctx(keyOf(shop)), liveWorld(shop), id, paymentChange.parse({ status: 'capture' }), captured)
  yield* afterwards(trade, sale, id)
}

async function* left(trade: Trade, sale: Sale): Story {
  await create(trade, sale, { card: cardOf(sale), capture: false, device: deviceOf(sale) })
}

async function* unpaid(trade: Trade, sale: Sale): Story {
  await create(trade, sale, { return_url: 'https://boutique.example/merci', description: 'Lien envoyé par courriel' })
}

async function* canceled(trade: Trade, sale: Sale): Story {
  const { shop, roll, at } = sale
  const id = await create(trade, sale, { card: cardOf(sale), device: deviceOf(sale) })
  const thought = minutesAfter(at, between(roll, 8, 70), roll)
  yield aloneAt(thought)
  await createRefund(trade.ctx(keyOf(shop)), liveWorld(shop), { payment: id })
}

const lives: Record<Way, (trade: Trade, sale: Sale) => Story> = {
  card,
  saved,
  page,
  strong,
  lost,
  refused,
  held,
  left,
  debit,
  unpaid,
  canceled,
}

/** A payment's whole life, from the moment it is made; up to where its merchant is shown the door. */
export async function* lifeOf(trade: Trade, sale: Sale): Story {
  const { merchantId } = sale.shop
  yield sale.at
  if (trade.ended.has(merchantId)) return
  for await (const next of lives[sale.way](trade, sale)) {
    yield next
    if (trade.ended.has(merchantId)) return
  }
}
