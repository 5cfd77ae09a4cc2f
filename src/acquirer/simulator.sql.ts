import { sql, type Insertable, type Selectable } from 'kysely'
import type { Database } from '#src/platform/db.ts'
import type { SimulatorEvidence, SimulatorOperations } from '#src/platform/db.types.ts'

export type OperationRow = Selectable<SimulatorOperations>

/** The first of its call id stays: whatever comes again is answered by it. */
export const keepOperation = async (db: Database, row: Insertable<SimulatorOperations>): Promise<OperationRow> => {
  const kept = await db
    .insertInto('simulator_operations')
    .values(row)
    .onConflict((oc) => oc.column('call_id').doNothing())
    .returningAll()
    .executeTakeFirst()
  return kept ?? db.selectFrom('simulator_operations').selectAll().where('call_id', '=', row.call_id).executeTakeFirstOrThrow()
}

export const findOperation = async (db: Database, callId: string): Promise<OperationRow | null> =>
  (await db.selectFrom('simulator_operations').selectAll().where('call_id', '=', callId).executeTakeFirst()) ?? null

export const findByReference = async (db: Database, reference: string): Promise<OperationRow | null> =>
  (await db.selectFrom('simulator_operations').selectAll().where('reference', '=', reference).executeTakeFirst()) ?? null

/** Whether what goes by that reference was let go of. */
export const isCanceled = async (db: Database, reference: string): Promise<boolean> =>
  (await db
    .selectFrom('simulator_operations')
    .select('call_id')
    .where('original', '=', reference)
    .where('act', '=', 'cancel')
    .where('response', '=', '00')
    .executeTakeFirst()) !== undefined

/** What was done before that instant and is not settled yet is settled on that day; what was, is told again. */
export const settleUpTo = (db: Database, until: Date, on: string): Promise<OperationRow[]> =>
  db.transaction().execute(async (trx) => {
    await trx
      .updateTable('simulator_operations')
      .set({ settled_on: sql`${on}::date` })
      .where('settled_on', 'is', null)
      .where('done_at', '<', until)
      .where('response', '=', '00')
      .where((eb) => eb.or([eb('act', 'in', ['capture', 'refund', 'debit']), eb('is_captured_at_once', '=', true)]))
      .where((eb) =>
        eb.not(eb.exists(
          eb
            .selectFrom('simulator_operations as c')
            .select('c.call_id')
            .whereRef('c.original', '=', 'simulator_operations.reference')
            .where('c.act', '=', 'cancel')
            .where('c.response', '=', '00'),
        ))
      )
      .execute()
    return trx
      .selectFrom('simulator_operations')
      .selectAll()
      .where('settled_on', '=', sql<string>`${on}::date`)
      .orderBy('done_at')
      .orderBy('call_id')
      .execute()
  })

/** What drills and trials have the bank say of contestations on that day, beside what its test numbers do. */
export const listDisputeLines = async (db: Database, on: string): Promise<string[]> =>
  (await db
    .selectFrom('simulator_dispute_lines')
    .select('line')
    .where('reported_on', '=', sql<string>`${on}::date`)
    .orderBy('id')
    .execute())
    .map(({ line }) => line)

export const insertDisputeLine = async (db: Database, on: string, line: string): Promise<void> =>
  void (await db.insertInto('simulator_dispute_lines').values({ reported_on: on, line }).execute())

export type KeptEvidence = Selectable<SimulatorEvidence>

/** The first of its call id stays. */
export const keepEvidence = async (db: Database, row: Insertable<SimulatorEvidence>): Promise<KeptEvidence> => {
  const kept = await db
    .insertInto('simulator_evidence')
    .values(row)
    .onConflict((oc) => oc.column('call_id').doNothing())
    .returningAll()
    .executeTakeFirst()
  return kept ?? db.selectFrom('simulator_evidence').selectAll().where('call_id', '=', row.call_id).executeTakeFirstOrThrow()
}

export const findEvidence = async (db: Database, callId: string): Promise<KeptEvidence | null> =>
  (await db.selectFrom('simulator_evidence').selectAll().where('call_id', '=', callId).executeTakeFirst()) ?? null

/** Whether a file for that contestation was taken under another call id. */
export const isDefended = async (db: Database, dispute: string, callId: string): Promise<boolean> =>
  (await db
    .selectFrom('simulator_evidence')
    .select('call_id')
    .where('dispute', '=', dispute)
    .where('call_id', '<>', callId)
    .where('response', '=', '00')
    .executeTakeFirst()) !== undefined

/** The last day for an answer that was named for a contestation, in what drills and trials had the bank say. */
export const findNamedDay = async (db: Database, dispute: string): Promise<string | null> =>
  (await db
    .selectFrom('simulator_dispute_lines')
    .select(sql<string>`split_part(line, ';', 8)`.as('on'))
    .where(sql`split_part(line, ';', 1)`, '=', dispute)
    .where(sql`split_part(line, ';', 8)`, '<>', '')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst())
    ?.on ?? null
