import type { Insertable, Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { InspectionPacks } from '#src/platform/db.types.ts'

export type PackRow = Selectable<InspectionPacks>

export const insertPack = (db: WritableDb, row: Insertable<InspectionPacks>): Promise<unknown> =>
  db.insertInto('inspection_packs').values(row).execute()
export const changePack = (db: WritableDb, id: string, change: Partial<Insertable<InspectionPacks>>): Promise<unknown> =>
  db.updateTable('inspection_packs').set(change).where('id', '=', id).execute()
export const lockPack = async (db: WritableDb, id: string): Promise<PackRow | null> =>
  (await db.selectFrom('inspection_packs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findPack = async (db: ReadDb, id: string): Promise<PackRow | null> =>
  (await db.selectFrom('inspection_packs').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export type ListedPack = PackRow & { orderedByName: string }

/** Those of a dossier, the newest first. */
export const listPacksOf = (db: ReadDb, dossierId: string, limit: number): Promise<ListedPack[]> =>
  db
    .selectFrom('inspection_packs as p')
    .innerJoin('staff as s', 's.id', 'p.ordered_by')
    .selectAll('p')
    .select('s.name as orderedByName')
    .where('p.dossier_id', '=', dossierId)
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute()

export const findPackWithOrderer = async (db: ReadDb, id: string): Promise<ListedPack | null> =>
  (await db
    .selectFrom('inspection_packs as p')
    .innerJoin('staff as s', 's.id', 'p.ordered_by')
    .selectAll('p')
    .select('s.name as orderedByName')
    .where('p.id', '=', id)
    .executeTakeFirst()) ?? null

/** One that is ordered or being made. */
export const findUnfinished = async (db: ReadDb, dossierId: string): Promise<PackRow | null> =>
  (await db
    .selectFrom('inspection_packs')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', 'in', ['ordered', 'building'])
    .limit(1)
    .executeTakeFirst()) ?? null

/** Those to be made; one that was begun and gave no sign of life since `idleSince` is taken up again. */
export const listWaitingPacks = (db: ReadDb, idleSince: Date, limit: number): Promise<PackRow[]> =>
  db
    .selectFrom('inspection_packs')
    .selectAll()
    .where((eb) => eb.or([eb('state', '=', 'ordered'), eb.and([eb('state', '=', 'building'), eb('seen_at', '<', idleSince)])]))
    .orderBy('id')
    .limit(limit)
    .execute()

export const listExpiredPacks = (db: ReadDb, now: Date, after: PackRow | null, limit: number): Promise<PackRow[]> =>
  db
    .selectFrom('inspection_packs')
    .selectAll()
    .where('state', '=', 'ready')
    .where('expires_at', '<=', now)
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('expires_at', 'id'), '>', eb.tuple(after!.expires_at, after!.id))))
    .orderBy('expires_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** The file of a contract as it was signed. */
export const findSignedContract = async (db: ReadDb, id: string): Promise<{ storageKey: string; sha256: Buffer } | null> => {
  const row = await db.selectFrom('contracts').select(['signed_storage_key', 'signed_sha256']).where('id', '=', id).executeTakeFirst()
  return row?.signed_storage_key && row.signed_sha256 ? { storageKey: row.signed_storage_key, sha256: row.signed_sha256 } : null
}
