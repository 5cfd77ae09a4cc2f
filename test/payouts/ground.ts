import { createHash } from 'node:crypto'
import { newId } from '#src/kernel/ids.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { postAll } from '#src/ledger/post.ts'
import { capture, madeAvailable, settlementReceived } from '#src/ledger/postings.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import type { House } from '#test/support/house.ts'
import { tellAll } from '#test/support/merchant.ts'

/** The RIB is looked at and accepted, as the review room leaves it. */
export const acceptRib = async (house: House, merchantId: string): Promise<void> => {
  const staff = await house.staff('analyst')
  await unit(house.ctx(staff), async (tx) => {
    const dossier = await tx.db.selectFrom('dossiers').select('id').where('merchant_id', '=', merchantId).executeTakeFirstOrThrow()
    await tx
      .db
      .updateTable('documents')
      .set({ state: 'superseded' })
      .where('dossier_id', '=', dossier.id)
      .where('requirement_key', '=', 'payout_account_proof')
      .execute()
    const id = newId('docu', tx.now)
    await tx
      .db
      .insertInto('documents')
      .values({
        id,
        merchant_id: merchantId,
        dossier_id: dossier.id,
        requirement_key: 'payout_account_proof',
        kind: 'payout_account_proof',
        file_name: 'rib.pdf',
        type: 'pdf',
        mime: 'application/pdf',
        byte_count: 10,
        sha256: createHash('sha256').update(id).digest(),
        page_count: 1,
        storage_key: id,
        uploaded_by: staff.id,
        uploaded_at: tx.now,
        state: 'accepted',
        decided_by: staff.id,
        decided_at: tx.now,
      })
      .execute()
    await record(tx, 'document.accepted', { subject: id, merchantId })
  })
}

/** A validated merchant with keys and an account that was proved. */
export const payable = async (house: House, { iban }: { iban?: string } = {}): Promise<ApiMerchant> => {
  const one = await openApiMerchant(house)
  await tellAll(house, one)
  if (iban) await savePayoutAccount(house.ctx(one.actor), { iban, bic: '', holder: 'Boulangerie Lenoir' })
  await acceptRib(house, one.merchantId)
  return one
}

let count = 0
/** Money that came in, straight into the books. In cents; answers the payment's key. */
export const receive = async (house: House, merchantId: string, amountCents: number, feeCents = 0): Promise<string> => {
  const id = `paym_${String(++count).padStart(24, '0')}`
  await unit(house.ctx(), async (tx) => {
    await tx
      .db
      .insertInto('payments')
      .values({
        id,
        merchant_id: merchantId,
        mode: 'live',
        state: 'canceled',
        amount_cents: amountCents,
        currency: 'eur',
        fee_cents: feeCents,
        created_at: tx.now,
      })
      .execute()
    const common = { book: 'live', currency: 'eur', subjectId: id, at: tx.now } as const
    await postAll(tx, [
      { ...capture({ merchantId, scheme: 'visa', amountCents, feeCents }), eventKey: `capture:${id}`, ...common },
      { ...settlementReceived({ scheme: 'visa', amountCents }), eventKey: `settlement:${id}`, ...common },
      { ...madeAvailable({ merchantId, amountCents, feeCents }), eventKey: `available:${id}`, ...common },
    ])
    await record(tx, 'payment.captured', { subject: id, merchantId })
  })
  return id
}

/** The nights of the house, as its jobs have them: what was approved is captured, sent and settled. */
export const night = async (house: House, next: string): Promise<void> => {
  house.travel(next)
  for (const run of [capturePayments, askAcquirer, sendRefunds, askAcquirer, readSettlements]) {
    const { failed } = await run(house.ctx())
    if (failed > 0) throw new Error(`${run.name}: ${failed} failed`)
  }
}

export const purse = (merchantId: string) => ({ merchantId, book: 'live', currency: 'eur' }) as const
export const fundsOf = (house: House, merchantId: string) => balancesOf(house.db, purse(merchantId))
export const payoutsOf = (house: House, merchantId: string) =>
  house.db.selectFrom('payouts').selectAll().where('merchant_id', '=', merchantId).orderBy('id').execute()
export const lastPayout = async (house: House, merchantId: string) => (await payoutsOf(house, merchantId)).at(-1)!
export const waitOf = async (house: House, merchantId: string) =>
  (await house.db.selectFrom('payout_waits').select('reason').where('merchant_id', '=', merchantId).executeTakeFirst())?.reason ?? null
