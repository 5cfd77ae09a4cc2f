import type { Insertable } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ApiMode, FraudCases } from '#src/platform/db.types.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import { holdPayments, insertCase, refreshFigures } from './fraudCases.sql.ts'

/** A case without payments: the caller fills it in the same unit (`fillCase`). Answers its id. */
export const openCase = async (tx: Tx, said: Omit<Insertable<FraudCases>, 'id' | 'opened_by' | 'opened_at'>): Promise<string> => {
  const id = newId('frdc', tx.now)
  await insertCase(tx.db, { ...said, id, opened_by: tx.actor.id, opened_at: tx.now })
  return id
}

type Filled = { caseId: string; merchantId: string; mode: ApiMode; ids: readonly string[] }
type Told = Pick<EventFacts, 'data' | 'personal'> & { event: 'fraud_case.opened' | 'fraud_case.payments_added' }

/** Payments come into a case that is locked or new, and stand still from here on: lock them first. */
export const fillCase = async (tx: Tx, { caseId, merchantId, mode, ids }: Filled, { event, ...told }: Told): Promise<void> => {
  await holdPayments(tx.db, { caseId, world: { merchantId, mode }, ids, by: tx.actor.id, at: tx.now })
  await refreshFigures(tx.db, caseId)
  await record(tx, event, { subject: caseId, merchantId, ...told })
}
