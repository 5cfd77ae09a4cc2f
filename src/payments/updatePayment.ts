import { conflict, invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { isDuplicate } from '#src/platform/duplicate.ts'
import { record } from '#src/platform/record.ts'
import { advancePayment } from './advancePayment.ts'
import { authenticate, authColumns } from './authenticate.ts'
import { chargePayment } from './chargePayment.ts'
import { methodOf, mustBeAllowed, schemeOf } from './createPayment.ts'
import { forgetCode } from './heldCodes.ts'
import type { World } from './payment.ts'
import type { PaymentChange } from './paymentInput.ts'
import { changePayment, findIdByUniqueId, lockPayment, type PaymentRow } from './payments.sql.ts'
import { noSuchPayment } from './noSuchPayment.ts'
import { renewAuthentication } from './renewAuthentication.ts'
import { readInstruments, readParties, type Instruments } from './readInstruments.ts'

/** What may be said at any time: words of the merchant's own. The rest fixes what a bank was asked, and is fixed with it. */
const always = new Set(['description', 'order_id', 'status', 'return_url'])

const mustBeOpen = (payment: PaymentRow, change: PaymentChange): void => {
  const late = Object.entries(change).filter(([name, value]) => value !== undefined && !always.has(name)).map(([name]) => name)
  if (payment.state !== 'draft' && late.length > 0) throw conflict('payment_is_processed', { fields: late.join(', ') })
}

const definite = <T extends object>(columns: T): Partial<T> =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<T>

/** Attaching a card takes the place of an account, and the reverse. */
const instrumentColumns = (instruments: Instruments) => {
  const { card, mandate } = instruments
  const method = methodOf(instruments)
  return method
    ? {
      method,
      scheme: schemeOf(instruments),
      card_id: card?.id ?? null,
      mandate_id: mandate?.id ?? null,
      country: card?.country ?? mandate?.country ?? null,
    }
    : {}
}

/** What the merchant asks for goes before what his change entails. */
const authenticationOf = async (
  tx: Tx,
  payment: PaymentRow,
  { auth, amount: amountCents, currency }: PaymentChange,
  instruments: Instruments,
) => auth ? authColumns(tx.now, auth) : renewAuthentication(tx, payment, { amountCents, currency, ...instruments })

const columnsOf = async (tx: Tx, world: World, change: PaymentChange, instruments: Instruments) =>
  definite({
    amount_cents: change.amount,
    currency: change.currency,
    description: change.description,
    order_id: change.order_id,
    unique_id: change.unique_id,
    methods_allowed: change.methods_allowed,
    capture: change.capture,
    return_url: change.return_url,
    device: change.device as JsonValue | undefined,
    ...instrumentColumns(instruments),
    ...(await readParties(tx, world, change)),
  })

const mustBeWhole = ({ amount_cents: cents, capture, currency, method, methods_allowed: allowed }: PaymentRow): void => {
  if (cents < 50 && (cents !== 0 || capture || method === 'sepa')) throw invalid({ amount: 'must be at least 50' })
  if (method === 'sepa' && currency !== 'eur') throw invalid({ currency: 'must be eur for a SEPA payment' })
  mustBeAllowed(allowed, method)
}

/** Another payment's is 409 with its id; the index refuses what comes at the very same time. */
const mustBeUnique = async (tx: Tx, world: World, { id }: PaymentRow, uniqueId: string | undefined): Promise<void> => {
  const taken = uniqueId === undefined ? null : await findIdByUniqueId(tx.db, world, uniqueId)
  if (taken && taken !== id) throw conflict('payment_exists', { id: taken })
}

/** Two at once reach the index: whoever comes second hears the same. */
const refusing = async <T>(ctx: Ctx, world: World, uniqueId: string | undefined, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (uniqueId === undefined || !isDuplicate(error, 'payments_unique_id')) throw error
    throw conflict('payment_exists', { id: (await findIdByUniqueId(ctx.db, world, uniqueId)) ?? '' })
  }
}

const edit = async (tx: Tx, world: World, payment: PaymentRow, change: PaymentChange, instruments: Instruments): Promise<PaymentRow> => {
  const columns = { ...(await columnsOf(tx, world, change, instruments)), ...(await authenticationOf(tx, payment, change, instruments)) }
  if (Object.keys(columns).length === 0) return payment
  await mustBeUnique(tx, world, payment, change.unique_id)
  const changed = await changePayment(tx.db, payment.id, columns)
  mustBeWhole(changed)
  if (change.auth?.returnUrl && changed.device === null) throw invalid({ device: 'is required with auth.return_url' })
  if (columns.auth_state) tx.afterCommit(() => forgetCode(payment.id))
  await record(tx, 'payment.changed', {
    subject: payment.id,
    merchantId: world.merchantId,
    data: { mode: world.mode, fields: Object.keys(columns) },
  })
  return changed
}

/**
 * PATCH /v1/checkout/{id}. Changes what is not fixed yet; attaches a card or an account (which asks nothing of a bank by itself); `status:
 * authorize` asks the bank and holds, `capture` asks and captures, or captures what is held. 404 where it is not this merchant's in this
 * world; 409 `payment_exists`, `payment_is_processed`, `authentication_due`, `authentication_lost`, `payment_not_capturable`,
 * `amount_is_fixed`.
 */
export const updatePayment = async (ctx: Ctx, world: World, id: string, change: PaymentChange, captured?: number): Promise<void> => {
  const { charge, payment } = await refusing(ctx, world, change.unique_id, () =>
    unit(ctx, async (tx) => {
      const found = await lockPayment(tx.db, world, id)
      if (!found) throw noSuchPayment(id)
      mustBeOpen(found, change)
      const brought = await readInstruments(tx, world, change)
      const edited = await edit(tx, world, found, change, brought)
      return { payment: edited, charge: await advancePayment(tx, edited, brought, { status: change.status, captured }) }
    }))
  if (charge) await chargePayment(ctx, charge)
  else if (payment.auth_state === 'requested' && payment.state === 'draft' && payment.method) await authenticate(ctx, payment)
}
