import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { PeriodicReviews } from '#src/platform/db.types.ts'

export type PeriodicReviewRow = Selectable<PeriodicReviews>

/** Null before the dossier was ever validated. */
export const findPeriodicReview = async (db: ReadDb, dossierId: string): Promise<PeriodicReviewRow | null> =>
  (await db.selectFrom('periodic_reviews').selectAll().where('dossier_id', '=', dossierId).executeTakeFirst()) ?? null

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

/** Due by a day, and not under way. */
const dueBy = (db: ReadDb, day: Day) =>
  db.selectFrom('periodic_reviews').where('request_id', 'is', null).where('is_dormant', '=', false).where('due_on', '<=', day)

export const countReviewsDue = (db: ReadDb, until: Day): Promise<DueDay[]> =>
  dueBy(db, until)
    .select('due_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('due_on')
    .orderBy('due_on')
    .execute()

/** Files whose review is due and not under way, the longest due first: costs the due, not the total. */
export const findDueReviews = (db: ReadDb, today: Day, after: DueReview | null, limit: number): Promise<DueReview[]> =>
  dueBy(db, today)
    .select(['dossier_id', 'due_on'])
    .$if(after !== null, (qb) => qb.where((eb) => eb(eb.refTuple('due_on', 'dossier_id'), '>', eb.tuple(after!.due_on, after!.dossier_id))))
    .orderBy('due_on')
    .orderBy('dossier_id')
    .limit(limit)
    .execute()

const dossiersOf = (db: ReadDb, merchantId: string) => db.selectFrom('dossiers').select('id').where('merchant_id', '=', merchantId)

export const listDormantReviews = (db: ReadDb, merchantId: string): Promise<PeriodicReviewRow[]> =>
  db
    .selectFrom('periodic_reviews')
    .selectAll()
    .where('dossier_id', 'in', dossiersOf(db, merchantId))
    .where('is_dormant', '=', true)
    .execute()
