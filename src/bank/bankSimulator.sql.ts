import { sql, type Insertable, type Selectable } from 'kysely'
import type { Database } from '#src/platform/db.ts'
import type { BankSimulatorTransfers } from '#src/platform/db.types.ts'

export type HeldTransfer = Selectable<BankSimulatorTransfers>

/** What comes again is what it was. */
export const keepTransfers = async (db: Database, rows: Insertable<BankSimulatorTransfers>[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += 500)
    await db
      .insertInto('bank_simulator_transfers')
      .values(rows.slice(i, i + 500))
      .onConflict((oc) => oc.column('end_to_end_id').doNothing())
      .execute()
}

/** What was received before that instant and has no answer is answered on that day; what had one keeps its day. */
export const answerUpTo = (db: Database, until: Date, on: string): Promise<HeldTransfer[]> =>
  db.transaction().execute(async (trx) => {
    await trx
      .updateTable('bank_simulator_transfers')
      .set({ answered_on: sql`${on}::date` })
      .where('answered_on', 'is', null)
      .where('received_at', '<', until)
      .execute()
    return trx
      .selectFrom('bank_simulator_transfers')
      .selectAll()
      .where('answered_on', '=', sql<string>`${on}::date`)
      .orderBy('end_to_end_id')
      .execute()
  })

/** What comes back does so on a day after the one on which it left. */
export const returnUpTo = (db: Database, on: string): Promise<HeldTransfer[]> =>
  db.transaction().execute(async (trx) => {
    await trx
      .updateTable('bank_simulator_transfers')
      .set({ returned_on: sql`${on}::date` })
      .where('comes_back', '=', true)
      .where('returned_on', 'is', null)
      .where('answered_on', '<', sql<string>`${on}::date`)
      .execute()
    return trx
      .selectFrom('bank_simulator_transfers')
      .selectAll()
      .where('returned_on', '=', sql<string>`${on}::date`)
      .orderBy('end_to_end_id')
      .execute()
  })
