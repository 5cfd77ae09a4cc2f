import type { Tx } from '#src/platform/ctx.ts'
import { forgetStandOf } from './subjects.sql.ts'

/**
 * Who was compared with some lists only is compared with all of them, at the next turn of the job. Nothing where he is nobody of a file.
 */
export const screenAgain = (tx: Tx, personId: string): Promise<unknown> => forgetStandOf(tx.db, personId)
