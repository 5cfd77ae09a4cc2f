import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ClosedSeats } from '#src/platform/db.types.ts'

export type SeatRow = Selectable<ClosedSeats>
export type NamedSeat = SeatRow & { name: string; isActive: boolean }

const named = (db: ReadDb) =>
  db.selectFrom('closed_seats as c').innerJoin('staff as s', 's.id', 'c.staff_id').selectAll('c').select([
    's.name',
    ({ eb }) => eb('s.state', '=', 'active').$castTo<boolean>().as('isActive'),
  ])

/** Those that are held or proposed first, then the newest. */
export const listSeats = (db: ReadDb): Promise<NamedSeat[]> =>
  named(db).orderBy(({ eb }) => eb('c.state', 'in', ['proposed', 'held']), 'desc').orderBy('c.id', 'desc').limit(200).execute()

export const findSeat = async (db: ReadDb, id: string): Promise<NamedSeat | null> =>
  (await named(db).where('c.id', '=', id).executeTakeFirst()) ?? null

export const lockSeat = async (db: WritableDb, id: string): Promise<SeatRow | null> =>
  (await db.selectFrom('closed_seats').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

/** False: this person has a seat, or is about to. */
export const insertSeat = async (db: WritableDb, row: Insertable<ClosedSeats>): Promise<boolean> => {
  const done = await db
    .insertInto('closed_seats')
    .values(row)
    .onConflict((oc) => oc.column('staff_id').where('state', 'in', ['proposed', 'held']).doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows) === 1
}

export const changeSeat = async (db: WritableDb, id: string, change: Updateable<ClosedSeats>): Promise<void> =>
  void (await db.updateTable('closed_seats').set(change).where('id', '=', id).execute())

/** Who may be named: colleagues who can sign in and have no seat. */
export const listNameable = (db: ReadDb): Promise<{ id: string; name: string }[]> =>
  db
    .selectFrom('staff as s')
    .select(['s.id', 's.name'])
    .where('s.state', '=', 'active')
    .where(({ not, exists, selectFrom }) =>
      not(exists(
        selectFrom('closed_seats as c')
          .select('c.id')
          .whereRef('c.staff_id', '=', 's.id')
          .where('c.state', 'in', ['proposed', 'held']),
      ))
    )
    .orderBy('s.name')
    .limit(500)
    .execute()
