import { system } from '#src/kernel/actor.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { paymentInput } from '#src/payments/paymentInput.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { settleLine } from '#src/settlements/settleLine.ts'

/** Payments of a merchant as his customers make them, one captured and one refused, and a line of a report that fits nothing. */
export const addTrade = async (
  ctx: Ctx,
  db: Database,
  user: string,
): Promise<Record<'trader' | 'captured' | 'refused' | 'break', string>> => {
  const { merchant_id: merchantId } = await db
    .selectFrom('merchant_users')
    .select('merchant_id')
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  const pay = (number: string, amount: number): Promise<string> =>
    createPayment(
      ctx,
      { merchantId, mode: 'live' },
      paymentInput.parse({
        amount,
        currency: 'eur',
        order_id: `CMD-${amount}`,
        card: { number, exp_month: 12, exp_year: 2030, cvc: '123', name: 'Anne Lenoir' },
        customer: { email: 'anne@exemple.test' },
        device: { ip: '192.0.2.7' },
      }),
    )
  const [captured, refused] = [await pay('4000000000000077', 8_640), await pay('4000000000009995', 2_150)]
  await unit({ ...ctx, actor: system('read-settlements') }, (tx) =>
    settleLine(tx, {
      act: 'capture',
      reference: 'ACQ-0031',
      original: null,
      amountCents: 6_400,
      currency: 'eur',
      scheme: 'visa',
      settledOn: '2026-03-02',
      callId: null,
    }))
  const line = await db.selectFrom('settlement_lines').select('id').where('reference', '=', 'ACQ-0031').executeTakeFirstOrThrow()
  return { trader: merchantId, captured, refused, break: line.id }
}
