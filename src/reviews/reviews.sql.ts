import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { permissions } from '#src/kernel/permissions.ts'
import type { ReviewItems } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { idleCutoff } from './review.ts'

export type ReviewRow = Selectable<ReviewItems>

export const findReview = async (db: ReadDb, id: string): Promise<ReviewRow | null> =>
  (await db.selectFrom('review_items').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

const living = (db: ReadDb, dossierId: string) =>
  db.selectFrom('review_items').selectAll().where('dossier_id', '=', dossierId).where('state', '<>', 'closed')

/** The one living item of a dossier, or null. */
export const findLivingReview = async (db: ReadDb, dossierId: string): Promise<ReviewRow | null> =>
  (await living(db, dossierId).executeTakeFirst()) ?? null

/** The same, locked. Lock the dossier and its request first. */
export const lockLivingReview = async (db: WritableDb, dossierId: string): Promise<ReviewRow | null> =>
  (await living(db, dossierId).forUpdate().executeTakeFirst()) ?? null

export const insertReview = async (db: WritableDb, row: Insertable<ReviewItems>): Promise<void> => {
  await db.insertInto('review_items').values(row).execute()
}

export const updateReview = async (db: WritableDb, id: string, change: Updateable<ReviewItems>): Promise<void> => {
  await db.updateTable('review_items').set(change).where('id', '=', id).execute()
}

/** The owner gave no sign since `cutoff`, neither by an act nor by his open page. */
const isIdle = (cutoff: Date) =>
  sql<boolean>`(i.owner_active_at < ${cutoff} and not exists (
  select 1 from review_presences p where p.review_item_id = i.id and p.staff_id = i.owner_id and p.seen_at >= ${cutoff}))`

/**
 * One statement decides who holds the file: nobody's, mine already, or one whose owner left it idle. Null: somebody else holds it, or
 * it is not before us.
 */
export const claimRow = async (db: WritableDb, id: string, staffId: string, now: Date): Promise<ReviewRow | null> => {
  const row = await db
    .updateTable('review_items as i')
    .set({ owner_id: staffId, owner_active_at: now })
    .where('i.id', '=', id)
    .where('i.state', 'in', ['open', 'proposed'])
    .where((eb) => eb.or([eb('i.owner_id', 'is', null), eb('i.owner_id', '=', staffId), isIdle(idleCutoff(now))]))
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

const changed = async (update: Promise<{ numUpdatedRows: bigint }>): Promise<boolean> => Number((await update).numUpdatedRows) === 1

const freeing = (db: WritableDb, id: string, ownerId: string) =>
  db
    .updateTable('review_items as i')
    .set({ owner_id: null, owner_active_at: null })
    .where('i.id', '=', id)
    .where('i.owner_id', '=', ownerId)
    .where('i.state', '<>', 'closed')

/** False when he does not hold it. */
export const freeRow = (db: WritableDb, id: string, ownerId: string): Promise<boolean> =>
  changed(freeing(db, id, ownerId).executeTakeFirstOrThrow())

/** False when he came back meanwhile. */
export const freeIdleRow = (db: WritableDb, id: string, ownerId: string, cutoff: Date): Promise<boolean> =>
  changed(freeing(db, id, ownerId).where(isIdle(cutoff)).executeTakeFirstOrThrow())

/** `from`: whose it may be besides nobody's; null: anybody's. False when it is another's, or not before us. */
export const handOverRow = (
  db: WritableDb,
  { id, to, from, now }: { id: string; to: string; from: string | null; now: Date },
): Promise<boolean> =>
  changed(
    db
      .updateTable('review_items')
      .set({ owner_id: to, owner_active_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['open', 'proposed'])
      .$if(from !== null, (query) => query.where((eb) => eb.or([eb('owner_id', 'is', null), eb('owner_id', '=', from)])))
      .executeTakeFirstOrThrow(),
  )

/**
 * The most urgent open item that nobody holds, taken in one statement; whoever comes at the same time is given the next. With what its
 * event says (`platform/record`).
 */
export const takingNext = (staffId: string, now: Date) =>
  sql<{ id: string; dossier_id: string }>`
  update review_items set owner_id = ${staffId}, owner_active_at = ${now}
  where id = (select id from review_items where state = 'open' and owner_id is null order by due_at, id limit 1 for update skip locked) and owner_id is null
  returning id, dossier_id, merchant_id, id as subject_id, jsonb_build_object('dossierId', dossier_id, 'from', null, 'isNext', true) as data`

/** The owner's page is open before him. */
export const notePresence = async (db: WritableDb, reviewId: string, staffId: string, now: Date): Promise<void> => {
  await db
    .insertInto('review_presences')
    .values({ review_item_id: reviewId, staff_id: staffId, seen_at: now })
    .onConflict((oc) => oc.column('review_item_id').doUpdateSet({ staff_id: staffId, seen_at: now }))
    .execute()
}

/** Held items whose owner has given no sign since `cutoff`, the oldest sign first. */
export const listIdle = (
  db: ReadDb,
  cutoff: Date,
  after: { owner_active_at: Date; id: string } | null,
  limit: number,
): Promise<ReviewRow[]> =>
  db
    .selectFrom('review_items as i')
    .selectAll('i')
    .where('i.owner_id', 'is not', null)
    .where('i.state', '<>', 'closed')
    .where(isIdle(cutoff))
    .$if(after !== null, (query) =>
      query.where((eb) => eb(eb.refTuple('i.owner_active_at', 'i.id'), '>', eb.tuple(after!.owner_active_at, after!.id))))
    .orderBy('i.owner_active_at')
    .orderBy('i.id')
    .limit(limit)
    .execute()

/** Colleagues who may work the queue, by name. */
export const listReviewers = (db: ReadDb): Promise<{ id: string; name: string }[]> =>
  db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('state', '=', 'active')
    .where((eb) =>
      eb.exists(
        eb.selectFrom('staff_roles').select('role').whereRef('staff_id', '=', 'staff.id').where('role', 'in', [
          ...permissions['queue.work'],
        ]),
      )
    )
    .orderBy('name')
    .orderBy('id')
    .execute()

export const findRisk = async (db: ReadDb, dossierId: string): Promise<ReviewRow['risk']> =>
  (await db.selectFrom('dossiers').select('risk').where('id', '=', dossierId).executeTakeFirstOrThrow()).risk

export { listOverrides } from './decisions.sql.ts'
export { countQueue, myWork } from './queue.sql.ts'

/** When the owner's page was last open before somebody, and before whom. */
export const findPresence = async (db: ReadDb, reviewId: string): Promise<{ staffId: string; at: Date } | null> => {
  const row = await db
    .selectFrom('review_presences')
    .select(['staff_id', 'seen_at'])
    .where('review_item_id', '=', reviewId)
    .executeTakeFirst()
  return row ? { staffId: row.staff_id, at: row.seen_at } : null
}

/** The names of people of ours, by id. */
export const listNames = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
