import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { FraudDecisions } from '#src/platform/db.types.ts'

export type FraudDecisionRow = Selectable<FraudDecisions>

/** The proposal that waits for its second person, or null. */
export const findProposal = async (db: ReadDb, caseId: string): Promise<FraudDecisionRow | null> =>
  (await db.selectFrom('fraud_decisions').selectAll().where('case_id', '=', caseId).where('state', '=', 'proposed').executeTakeFirst()) ??
    null

/** The decision that the case stands on: the last that a second person took. */
export const findTaken = async (db: ReadDb, caseId: string): Promise<FraudDecisionRow | null> =>
  (await db
    .selectFrom('fraud_decisions')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('state', '=', 'taken')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Newest first, with the names of who proposed and who decided. */
export const listDecisions = (db: ReadDb, caseId: string) =>
  db
    .selectFrom('fraud_decisions as d')
    .innerJoin('staff as p', 'p.id', 'd.proposed_by')
    .leftJoin('staff as s', 's.id', 'd.decided_by')
    .selectAll('d')
    .select(['p.name as proposerName', 's.name as deciderName'])
    .where('d.case_id', '=', caseId)
    .orderBy('d.id', 'desc')
    .limit(50)
    .execute()

export const insertDecision = async (db: WritableDb, row: Insertable<FraudDecisions>): Promise<void> => {
  await db.insertInto('fraud_decisions').values(row).execute()
}

export const updateDecision = async (db: WritableDb, id: string, change: Updateable<FraudDecisions>): Promise<void> => {
  await db.updateTable('fraud_decisions').set(change).where('id', '=', id).execute()
}
