import { issueInvoices } from '#src/billing/issueInvoices.ts'
import { newId } from '#src/kernel/ids.ts'
import { postAll } from '#src/ledger/post.ts'
import { capture, madeAvailable, settlementReceived } from '#src/ledger/postings.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { closeBatch } from '#src/payouts/closeBatch.ts'
import { noteHanded } from '#src/payouts/noteHanded.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { checkSafeguarding } from '#src/safeguarding/checkSafeguarding.ts'

const days = 86_400_000

/** A payment whose money came in so many days ago, straight into the books. */
const receive = (ctx: Ctx, merchantId: string, amountCents: number, feeCents: number, ago: number): Promise<void> =>
  unit({ ...ctx, now: new Date(ctx.now.getTime() - ago * days) }, async (tx) => {
    const id = newId('paym', tx.now)
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

/**
 * Money of last month for one who is validated, and for one who is suspended: a payout in a file, a payout withheld, an invoice, days that
 * were checked.
 */
export const addMoney = async (
  ctx: Ctx,
  db: Database,
  { user, suspendedUser }: { user: string; suspendedUser: string },
): Promise<Record<'payout' | 'batch' | 'invoice', string>> => {
  const merchantOf = async (id: string): Promise<string> =>
    (await db.selectFrom('merchant_users').select('merchant_id').where('id', '=', id).executeTakeFirstOrThrow()).merchant_id
  const [merchantId, suspended] = [await merchantOf(user), await merchantOf(suspendedUser)]
  for (const [cents, fee, ago] of [[128_410, 906, 12], [4_990, 42, 11], [18_000, 133, 9]] as const)
    await receive(ctx, merchantId, cents, fee, ago)
  await receive(ctx, suspended, 64_250, 457, 10)
  await createPayouts(ctx)
  for (const id of await openBatches(ctx)) {
    await closeBatch(ctx, id)
    await noteHanded(ctx, id)
  }
  await receive(ctx, merchantId, 31_200, 226, 0)
  await issueInvoices(ctx)
  await checkSafeguarding(ctx)
  const payout = await db.selectFrom('payouts').select(['id', 'batch_id']).where('merchant_id', '=', merchantId).executeTakeFirstOrThrow()
  const invoice = await db.selectFrom('invoices').select('id').where('merchant_id', '=', merchantId).executeTakeFirstOrThrow()
  return { payout: payout.id, batch: payout.batch_id!, invoice: invoice.id }
}
