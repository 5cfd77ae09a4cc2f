import type { Tx } from '#src/platform/ctx.ts'
import { addRefunded } from './payments.sql.ts'

/** So many cents of a payment go back to its payer; the database refuses more than there is. The caller holds its lock and leaves the event. */
export const noteRefunded = async (tx: Tx, id: string, cents: number): Promise<void> => void (await addRefunded(tx.db, id, cents))
