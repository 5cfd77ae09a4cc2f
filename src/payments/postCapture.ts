import { post } from '#src/ledger/post.ts'
import { capture } from '#src/ledger/postings.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { PaymentRow } from './payments.sql.ts'

/** The scheme owes the amount, the merchant is owed it, our fee is taken (rules.md §5.4); booked once. A card check has nothing to book. */
export const postCapture = async (
  tx: Tx,
  { id, merchant_id: merchantId, mode, scheme, amount_cents: amountCents, fee_cents: feeCents, currency }: PaymentRow,
): Promise<void> => {
  if (amountCents === 0) return
  await post(tx, {
    ...capture({ merchantId, scheme: scheme ?? 'visa', amountCents, feeCents }),
    eventKey: `capture:${id}`,
    book: mode,
    currency,
    subjectId: id,
    at: tx.now,
  })
}
