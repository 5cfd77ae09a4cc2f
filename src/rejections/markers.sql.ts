import { sql, type Insertable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RejectionGround, RejectionMarkers } from '#src/platform/db.types.ts'

export const insertMarker = (db: WritableDb, row: Insertable<RejectionMarkers>): Promise<unknown> =>
  db.insertInto('rejection_markers').values(row).execute()

/** A refusal that was taken back was none. */
export const dropMarkers = (db: WritableDb, merchantId: string): Promise<unknown> =>
  db.deleteFrom('rejection_markers').where('merchant_id', '=', merchantId).execute()

export type EarlierRefusal = { ground: RejectionGround; at: Date; merchantId: string; dossierId: string | null }

/** Refusals of a company of this number under other accounts, the newest first; `dossierId`: while its file is still there. */
export const listEarlierRefusals = async (db: ReadDb, hash: Buffer, merchantId: string): Promise<EarlierRefusal[]> =>
  (await sql<EarlierRefusal>`select r.ground, r.refused_at as at, r.merchant_id as "merchantId", (select d.id from dossiers d where d.merchant_id = r.merchant_id and not d.is_erased limit 1) as "dossierId"
    from rejection_markers r where r.hash = ${hash} and r.merchant_id <> ${merchantId} order by r.refused_at desc limit 5`
    .execute(db))
    .rows
