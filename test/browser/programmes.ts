import { settleDispute } from '#src/disputeOutcomes/settleDispute.ts'
import { system } from '#src/kernel/actor.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { paymentInput } from '#src/payments/paymentInput.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { computeProgrammes } from '#src/programmes/computeProgrammes.ts'

/** Three months of disputes of one merchant, some of them over, and what the networks' programmes make of them. */
export const addProgrammes = async (ctx: Ctx, db: Database, merchantId: string): Promise<Record<'programme', string>> => {
  const month = 30 * 86_400_000
  for (
    const [back, number, wonCents] of [[2, '4000000000005423', 0], [1, '4000000000001976', 7_400], [1, '4000000000005423', 2_500], [
      0,
      '4000000000001976',
      null,
    ]] as const
  ) {
    const at: Ctx = { ...ctx, now: new Date(ctx.now.getTime() - back * month), actor: system('open-disputes') }
    const payment = await createPayment(
      at,
      { merchantId, mode: 'live' },
      paymentInput.parse({ amount: 7_400, currency: 'eur', card: { number, exp_month: 12, exp_year: 2030, cvc: '123' } }),
    )
    const dispute = await db.selectFrom('disputes').select('id').where('payment_id', '=', payment).executeTakeFirstOrThrow()
    if (wonCents !== null)
      await unit({ ...at, actor: system('watch-resolutions') }, (tx) => settleDispute(tx, dispute.id, { wonCents, cause: 'decided' }))
  }
  await computeProgrammes({ ...ctx, actor: system('compute-programmes') })
  return { programme: merchantId }
}
