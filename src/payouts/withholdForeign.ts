import { lockBalances } from '#src/ledger/balances.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { findWait } from './payouts.sql.ts'
import { findForeign, type Foreign } from './unpaid.sql.ts'
import { stopWithholding, withhold } from './withhold.ts'

const lookAt = async (tx: Tx, { merchantId, currency }: Foreign): Promise<'done' | 'skipped'> => {
  const { availableCents, owedCents } = await lockBalances(tx, { merchantId, book: 'live', currency })
  if (availableCents > owedCents) return (await withhold(tx, merchantId, 'currency_not_paid', currency)) ? 'done' : 'skipped'
  if (!(await findWait(tx.db, merchantId, currency))) return 'skipped'
  await stopWithholding(tx, merchantId, currency)
  await record(tx, 'payout.not_withheld', { subject: merchantId, merchantId, data: { currency } })
  return 'done'
}

/**
 * Payouts are SEPA transfers in euros (seed 003, "Payouts"). What a merchant has in another currency waits for somebody, and both sides are
 * told so: of whichever state he is.
 */
export const withholdForeign = (ctx: Ctx): Promise<Report> =>
  sweep<Foreign>(ctx, {
    find: ({ db }, after, limit) => findForeign(db, after, limit),
    subject: ({ merchantId, currency }) => `${merchantId}:${currency}`,
    each: lookAt,
  })
