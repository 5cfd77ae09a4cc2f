import type { Tx } from '#src/platform/ctx.ts'
import { addLost, addRefunded } from './payments.sql.ts'

/**
 * So many cents of a payment go back to its payer; the database refuses more than there is. The caller holds its lock and leaves the event.
 */
export const noteRefunded = async (tx: Tx, id: string, cents: number): Promise<void> => void (await addRefunded(tx.db, id, cents))

/**
 * So many cents of it were lost to the payer's bank: they are not the merchant's to refund any more. The caller holds its lock and leaves
 * the event.
 */
export const noteLost = async (tx: Tx, id: string, cents: number): Promise<void> => void (await addLost(tx.db, id, cents))
