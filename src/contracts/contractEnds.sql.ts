import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ContractEnds } from '#src/platform/db.types.ts'

export type ContractEndRow = Selectable<ContractEnds>

export const insertContractEnd = async (db: WritableDb, row: Insertable<ContractEnds>): Promise<void> => {
  await db.insertInto('contract_ends').values(row).execute()
}

export const lockContractEnd = async (db: WritableDb, id: string): Promise<ContractEndRow | null> =>
  (await db.selectFrom('contract_ends').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeContractEnd = async (db: WritableDb, id: string, change: Updateable<ContractEnds>): Promise<void> => {
  await db.updateTable('contract_ends').set(change).where('id', '=', id).execute()
}

/** What he asked for last and did not take back. */
export const findContractEnd = async (db: ReadDb, merchantId: string): Promise<ContractEndRow | null> =>
  (await db
    .selectFrom('contract_ends')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('state', '<>', 'withdrawn')
    .orderBy('id', 'desc')
    .executeTakeFirst()) ?? null

/** Notices whose last day is over, the oldest first. */
export const findOverNotices = (db: ReadDb, today: Day, after: ContractEndRow | null, limit: number): Promise<ContractEndRow[]> =>
  db
    .selectFrom('contract_ends')
    .selectAll()
    .where('state', '=', 'notice')
    .where('ends_on', '<', today)
    .$if(after !== null, (query) => query.where(sql<boolean>`(ends_on, id) > (${after!.ends_on}::date, ${after!.id})`))
    .orderBy('ends_on')
    .orderBy('id')
    .limit(limit)
    .execute()

/** Closed and not settled yet, or with money that came in after that. By key. */
export const findUnsettled = (db: ReadDb, after: ContractEndRow | null, limit: number): Promise<ContractEndRow[]> =>
  db
    .selectFrom('contract_ends')
    .selectAll()
    .where('id', '>', after?.id ?? '')
    .where((eb) =>
      eb.or([
        eb('state', '=', 'ended'),
        eb.and([
          eb('state', '=', 'settled'),
          sql<boolean>`exists (select from ledger_balances(contract_ends.merchant_id, 'live', 'eur') b where b.account = 2020 and b.amount_cents < 0)`,
        ]),
      ])
    )
    .orderBy('id')
    .limit(limit)
    .execute()
