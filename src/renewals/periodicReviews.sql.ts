import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { PeriodicReviews } from '#src/platform/db.types.ts'

export type PeriodicReviewRow = Selectable<PeriodicReviews>

/** Locked; null before the dossier was ever validated. Lock the dossier first. */
export const lockPeriodicReview = async (db: WritableDb, dossierId: string): Promise<PeriodicReviewRow | null> =>
  (await db.selectFrom('periodic_reviews').selectAll().where('dossier_id', '=', dossierId).forUpdate().executeTakeFirst()) ?? null

export const savePeriodicReview = async (db: WritableDb, row: Insertable<PeriodicReviews>): Promise<void> => {
  const { dossier_id: _, ...changes } = row
  await db.insertInto('periodic_reviews').values(row).onConflict((oc) => oc.column('dossier_id').doUpdateSet(changes)).execute()
}

export const updatePeriodicReview = async (db: WritableDb, dossierId: string, change: Updateable<PeriodicReviews>): Promise<void> => {
  await db.updateTable('periodic_reviews').set(change).where('dossier_id', '=', dossierId).execute()
}

export type DueReview = Pick<PeriodicReviewRow, 'dossier_id' | 'due_on'>

/** Files whose review is due and not under way, the longest due first: costs the due, not the total. */
export const findDueReviews = (db: ReadDb, today: Day, after: DueReview | null, limit: number): Promise<DueReview[]> =>
  db
    .selectFrom('periodic_reviews').select(['dossier_id', 'due_on'])
    .where('request_id', 'is', null).where('is_dormant', '=', false).where('due_on', '<=', today)
    .$if(after !== null, (qb) => qb.where((eb) => eb(eb.refTuple('due_on', 'dossier_id'), '>', eb.tuple(after!.due_on, after!.dossier_id))))
    .orderBy('due_on').orderBy('dossier_id').limit(limit).execute()

const dossiersOf = (db: ReadDb, merchantId: string) => db.selectFrom('dossiers').select('id').where('merchant_id', '=', merchantId)

export const listDormantReviews = (db: ReadDb, merchantId: string): Promise<PeriodicReviewRow[]> =>
  db.selectFrom('periodic_reviews').selectAll().where('dossier_id', 'in', dossiersOf(db, merchantId)).where('is_dormant', '=', true).execute()
