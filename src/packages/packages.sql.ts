import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DataPackages } from '#src/platform/db.types.ts'

export type PackageRow = Selectable<DataPackages>

export const insertPackage = (db: WritableDb, row: Insertable<DataPackages>): Promise<unknown> =>
  db.insertInto('data_packages').values(row).execute()
export const changePackage = (db: WritableDb, id: string, change: Partial<Insertable<DataPackages>>): Promise<unknown> =>
  db.updateTable('data_packages').set(change).where('id', '=', id).execute()
export const lockPackage = async (db: WritableDb, id: string): Promise<PackageRow | null> =>
  (await db.selectFrom('data_packages').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findPackage = async (db: ReadDb, id: string): Promise<PackageRow | null> =>
  (await db.selectFrom('data_packages').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The newest of a request, whatever became of it. */
export const findPackageOf = async (db: ReadDb, requestId: string): Promise<PackageRow | null> =>
  (await db
    .selectFrom('data_packages')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Those to be made; one that was begun and gave no sign of life since `idleSince` is taken up again. */
export const listWaiting = (db: ReadDb, idleSince: Date, limit: number): Promise<PackageRow[]> =>
  db
    .selectFrom('data_packages')
    .selectAll()
    .where((eb) => eb.or([eb('state', '=', 'ordered'), eb.and([eb('state', '=', 'building'), eb('seen_at', '<', idleSince)])]))
    .orderBy('id')
    .limit(limit)
    .execute()

export const listExpired = (db: ReadDb, now: Date, after: PackageRow | null, limit: number): Promise<PackageRow[]> =>
  db
    .selectFrom('data_packages')
    .selectAll()
    .where('state', '=', 'ready')
    .where('expires_at', '<=', now)
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('expires_at', 'id'), '>', eb.tuple(after!.expires_at, after!.id))))
    .orderBy('expires_at')
    .orderBy('id')
    .limit(limit)
    .execute()
