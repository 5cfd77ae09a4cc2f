import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { authenticate, authColumns } from './authenticate.ts'
import { chargeAuthenticated } from './chargeAuthenticated.ts'
import { chargePayment, type Charge } from './chargePayment.ts'
import type { PaymentMethod, World } from './payment.ts'
import type { PaymentInput } from './paymentInput.ts'
import { findIdByUniqueId, insertPayment, type PaymentRow } from './payments.sql.ts'
import { heldColumns, isHeldHere, noteCharge } from './prepareCharge.ts'
import { readInstruments, readParties, type Instruments } from './readInstruments.ts'

/** visa, mastercard, national or sepa: under it the books and the reports keep the payment. A card of no known network runs on Visa's. */
export const schemeOf = (
  { card, mandate }: Pick<Instruments, 'card' | 'mandate'>,
): string | null => (card ? (card.network ?? 'visa') : mandate ? 'sepa' : null)

export const methodOf = (
  { card, mandate }: Pick<Instruments, 'card' | 'mandate'>,
): PaymentMethod | null => (card ? 'card' : mandate ? 'sepa' : null)

/** What may be paid with is the merchant's own word: an instrument that he excludes is a mistake of the call. */
export const mustBeAllowed = (allowed: readonly string[] | null, method: PaymentMethod | null): void => {
  if (allowed && method && !allowed.includes(method)) throw invalid({ [method]: 'is not among methods_allowed' })
}

/** Where it starts: waiting for an instrument or for its payer, held here, or with the bank. */
const beginning = (now: Date, { auth, capture = true }: PaymentInput, method: PaymentMethod | null) => {
  if (auth || !method) return {}
  return isHeldHere({ method, capture })
    ? ({ state: 'authorized', ...heldColumns(now) } as const)
    : ({ state: 'authorizing', processed_at: now } as const)
}

const write = async (tx: Tx, world: World, input: PaymentInput, instruments: Instruments): Promise<PaymentRow> => {
  const { card, mandate } = instruments
  const method = methodOf(instruments)
  mustBeAllowed(input.methods_allowed ?? null, method)
  const row = await insertPayment(tx.db, {
    id: newId('paym', tx.now),
    merchant_id: world.merchantId,
    mode: world.mode,
    amount_cents: input.amount,
    currency: input.currency,
    description: input.description ?? null,
    order_id: input.order_id ?? null,
    unique_id: input.unique_id ?? null,
    methods_allowed: input.methods_allowed ?? null,
    method,
    scheme: schemeOf(instruments),
    card_id: card?.id ?? null,
    mandate_id: mandate?.id ?? null,
    capture: input.capture ?? true,
    return_url: input.return_url ?? null,
    device: (input.device ?? null) as JsonValue,
    country: card?.country ?? mandate?.country ?? null,
    created_at: tx.now,
    ...(await readParties(tx, world, input)),
    ...authColumns(tx.now, input.auth),
    ...beginning(tx.now, input, method),
  })
  // the rest of the change is undone with it: the customer and the card he brought along
  if (!row) throw conflict('payment_exists', { id: (await findIdByUniqueId(tx.db, world, input.unique_id ?? '')) ?? '' })
  return row
}

const open = (ctx: Ctx, world: World, input: PaymentInput): Promise<{ payment: PaymentRow; charge: Charge | null }> =>
  unit(ctx, async (tx) => {
    const instruments = await readInstruments(tx, world, input)
    const payment = await write(tx, world, input, instruments)
    const data = {
      mode: world.mode,
      state: payment.state,
      amountCents: payment.amount_cents,
      currency: payment.currency,
      method: payment.method,
      capture: payment.capture,
      hasAuth: payment.auth_state !== null,
    }
    await record(tx, 'payment.created', { subject: payment.id, merchantId: world.merchantId, data })
    return { payment, charge: payment.state === 'authorizing' ? await noteCharge(tx, payment, instruments) : null }
  })

/**
 * POST /v1/checkout. A payment without a card or an account waits for one; with one, the bank is asked at once, or the payer is sent to
 * authenticate first. A `unique_id` that is known is 409 `payment_exists` with the first payment's id, also when a hundred come at once.
 * What a bank refuses is no error: the payment says `refused` and the code. Answers its id.
 */
export const createPayment = async (ctx: Ctx, world: World, input: PaymentInput): Promise<string> => {
  const { payment, charge } = await open(ctx, world, input)
  if (charge) await chargePayment(ctx, charge)
  else if (payment.auth_state !== null && payment.method && (await authenticate(ctx, payment))) await chargeAuthenticated(ctx, payment.id)
  return payment.id
}
