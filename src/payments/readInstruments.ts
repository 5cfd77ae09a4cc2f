import type { CardRow } from '#src/cards/cards.sql.ts'
import { findCard } from '#src/cards/cards.sql.ts'
import { knowCard } from '#src/cards/knowCard.ts'
import { findMandate, type MandateRow } from '#src/mandates/mandates.sql.ts'
import { knowMandate } from '#src/mandates/knowMandate.ts'
import { findAddress, findPayer } from '#src/payers/payers.sql.ts'
import { knowPayer } from '#src/payers/knowPayer.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { World } from './payment.ts'
import type { PaymentInput } from './paymentInput.ts'

const prefixes = { card: 'card', sepa: 'sepa', customer: 'cust', address: 'addr' } as const
type Noun = keyof typeof prefixes

/**
 * An id that names nothing of this merchant in this world: 404 and the documented words, wherever it stands, address or body (spec/api.md
 * §3).
 */
const mustExist = async <Row>(find: (id: string) => Promise<Row | null>, noun: Noun, id: string): Promise<Row> => {
  const row = isId(prefixes[noun], id) ? await find(id) : null
  if (!row) throw new Refusal(404, 'no_such', {}, { noun, id: id.slice(0, 64) })
  return row
}

/** A card that was not to be kept served the payment that brought it, and no other. */
const reusable = (card: CardRow | null): CardRow | null => (card?.tokenize ? card : null)

type Brought = Pick<PaymentInput, 'card' | 'sepa' | 'customer' | 'billing_address' | 'shipping_address'>

/**
 * `pan`: of a card that was brought along, so that it need not be unsealed again; `cvc`. Both for the one question that follows, never
 * written down from here.
 */
export type Instruments = { card: CardRow | null; mandate: MandateRow | null; pan: string | null; cvc: string | null }

/** The card or the account to be charged: named by its id, or brought along, and then the known one where it is known. */
export const readInstruments = async (tx: Tx, world: World, { card, sepa }: Brought): Promise<Instruments> => ({
  card: card === undefined
    ? null
    : typeof card === 'string'
    ? await mustExist(async (id) => reusable(await findCard(tx.db, world, id)), 'card', card)
    : await knowCard(tx, world, card),
  mandate: sepa === undefined
    ? null
    : typeof sepa === 'string'
    ? await mustExist((id) => findMandate(tx.db, world, id), 'sepa', sepa)
    : await knowMandate(tx, world, sepa),
  pan: typeof card === 'object' ? card.number : null,
  cvc: typeof card === 'object' ? (card.cvc ?? null) : null,
})

const addressOf = async (tx: Tx, world: World, id: string | undefined): Promise<string | null> =>
  id === undefined ? null : (await mustExist((one) => findAddress(tx.db, world, one), 'address', id)).id

/** Who pays, and where he lives, as columns of the payment; only what was said. */
export const readParties = async (tx: Tx, world: World, { customer, billing_address: billing, shipping_address: shipping }: Brought) => ({
  ...(customer === undefined
    ? {}
    : {
      payer_id: (typeof customer === 'string'
        ? await mustExist((id) => findPayer(tx.db, world, id), 'customer', customer)
        : await knowPayer(tx, world, customer))
        .id,
    }),
  ...(billing === undefined ? {} : { billing_address_id: await addressOf(tx, world, billing) }),
  ...(shipping === undefined ? {} : { shipping_address_id: await addressOf(tx, world, shipping) }),
})
