import type { ReadDb } from '#src/platform/db.ts'
import { planEffect, sumPlan, type Effect, type FraudBearer, type FraudRow, type FraudVerdict, type Plan } from './effects.ts'
import { listFraudRows, listStanding } from './effects.sql.ts'
import { planUndo, type UndoFigures } from './undo.ts'

export type ReadPlan = Plan & { rows: { row: FraudRow; effect: Effect }[] }

const countHeld = async (db: ReadDb, caseId: string): Promise<number> =>
  (await db
    .selectFrom('fraud_case_payments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('case_id', '=', caseId)
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow())
    .count

/** What a decision would do to a case as it now is: the same for who looks and for who applies. */
export const readPlan = async (db: ReadDb, caseId: string, verdict: FraudVerdict, bearer: FraudBearer): Promise<ReadPlan> => {
  const rows = (await listFraudRows(db, caseId, verdict)).map((row) => ({ row, effect: planEffect(row, bearer) }))
  const released = (await countHeld(db, caseId)) - rows.length
  return { verdict, bearer, released, figures: sumPlan(rows.map(({ effect }) => effect)), rows }
}

export const readUndoPlan = async (db: ReadDb, caseId: string): Promise<UndoFigures> => planUndo(await listStanding(db, caseId, '', null))
