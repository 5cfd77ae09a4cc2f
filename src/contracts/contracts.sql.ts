import type { Insertable, Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import type { Contracts } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type ContractRow = Selectable<Contracts>

/** The dossier's contract that counts: drafted or signed, never superseded. */
export const findContract = async (db: ReadDb, dossierId: string): Promise<ContractRow | null> =>
  (await db
    .selectFrom('contracts')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '<>', 'superseded')
    .executeTakeFirst()) ?? null

export const lockContract = async (db: WritableDb, dossierId: string): Promise<ContractRow | null> =>
  (await db
    .selectFrom('contracts')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '<>', 'superseded')
    .forUpdate()
    .executeTakeFirst()) ?? null

export const insertContract = async (db: WritableDb, row: Insertable<Contracts>): Promise<void> => {
  await db.insertInto('contracts').values(row).execute()
}

export const changeContract = async (db: WritableDb, id: string, changes: Updateable<Contracts>): Promise<void> => {
  await db.updateTable('contracts').set(changes).where('id', '=', id).execute()
}

/** Whether a row names this file: asked before it is thrown away. */
export const isContractFileKept = async (db: ReadDb, key: string): Promise<boolean> =>
  (await db
    .selectFrom('contracts')
    .select(sql`1`.as('one'))
    .where((eb) => eb.or([eb('storage_key', '=', key), eb('signed_storage_key', '=', key)]))
    .executeTakeFirst()) !== undefined
