import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { FrozenFund } from './freeze.ts'
import { findOpenReport, insertEvent, insertReport, type Happened } from './freezes.sql.ts'

/** An event that the Treasury is told, once; into the report that waits to be sent, or a new one. True where it is news. */
export const noteEvent = async (tx: Tx, freezeId: string, said: Happened & { funds?: readonly FrozenFund[] }): Promise<boolean> => {
  const open = await findOpenReport(tx.db, freezeId)
  const reportId = open?.id ?? newId('frrp', tx.now)
  if (!open) await insertReport(tx.db, { id: reportId, freezeId, preparedAt: tx.now })
  return insertEvent(tx.db, { id: newId('frev', tx.now), freezeId, reportId, ...said })
}
