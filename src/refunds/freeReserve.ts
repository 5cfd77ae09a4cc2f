import { accounts } from '#src/ledger/accounts.ts'
import { listEntriesByKey } from '#src/ledger/entries.sql.ts'
import { post } from '#src/ledger/post.ts'
import { released } from '#src/ledger/postings.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { RefundRow } from './refunds.sql.ts'

/**
 * What a fraud's return had taken from the merchant's reserve comes back available: the holds that were charged with it are not opened
 * again, and where his contract is over what is available is swept anew (src/releases). After the reversal of its entry.
 */
export const freeReserve = async (
  tx: Tx,
  { id, merchant_id: merchantId, mode, currency, payment_id: subjectId }: RefundRow,
): Promise<void> => {
  const [entry] = await listEntriesByKey(tx.db, [`refund:${id}`])
  const amountCents = entry?.legs.find(({ account }) => account === accounts.reserve)?.amountCents ?? 0
  if (amountCents > 0)
    await post(tx, {
      ...released({ merchantId, amountCents, from: 'reserve' }),
      eventKey: `reserve_freed:${id}`,
      book: mode,
      currency,
      subjectId,
      at: tx.now,
    })
}
