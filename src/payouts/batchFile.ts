import type { Debtor } from '#src/bank/bank.ts'
import { writeCreditTransfers } from '#src/bank/creditTransfers.ts'
import { conflict } from '#src/kernel/errors.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listTransfers, type BatchRow } from './batches.sql.ts'
import { endToEndId } from './payout.ts'

export type BatchFile = { messageId: string; fileName: string; xml: string; count: number; totalCents: number }

/**
 * The pain.001 of a closed batch: the same bytes however often. 409 `payout_batch_open` before that, `payout_batch_empty` where nothing was
 * left in it.
 */
export const batchFile = async (db: ReadDb, batch: BatchRow): Promise<BatchFile> => {
  if (!batch.closed_at || !batch.execute_on) throw conflict('payout_batch_open')
  const rows = await listTransfers(db, batch.id)
  const sum = rows.reduce((all, { amount_cents: cents }) => all + cents, 0)
  if (rows.length === 0) throw conflict('payout_batch_empty')
  if (rows.length !== batch.payout_count || sum !== batch.total_cents) throw conflict('payout_batch_differs')
  const messageId = endToEndId(batch.id)
  const xml = writeCreditTransfers({
    messageId,
    createdAt: batch.closed_at,
    executeOn: batch.execute_on,
    debtor: batch.debtor as Debtor,
    transfers: rows.map((row) => ({
      endToEndId: endToEndId(row.id),
      amountCents: row.amount_cents,
      name: row.holder,
      iban: row.iban,
      bic: row.bic,
      text: row.statement_description,
    })),
  })
  return { messageId, fileName: `${messageId}.xml`, xml, count: rows.length, totalCents: sum }
}
