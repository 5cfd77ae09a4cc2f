import type { Tx } from '#src/platform/ctx.ts'
import { listEntriesByKey } from './entries.sql.ts'
import { reversalOf } from './entry.ts'
import { post } from './post.ts'
import { coverOverdraft } from './settleDebt.ts'

/**
 * Undoes what an event booked, leg against leg, as the event `by`; nothing where it booked nothing, and once however often it is told. What
 * that leaves below zero becomes a debt of the merchant.
 */
export const reverseEvent = async (tx: Tx, eventKey: string, by: string): Promise<void> => {
  const [entry] = await listEntriesByKey(tx.db, [eventKey])
  if (!entry) return
  const { book, currency, subjectId, merchantId } = entry
  await post(tx, { ...reversalOf(entry), eventKey: by, book, currency, subjectId, at: tx.now })
  if (merchantId) await coverOverdraft(tx, { merchantId, book, currency }, { eventKey: `overdraft:${by}`, subjectId })
}
