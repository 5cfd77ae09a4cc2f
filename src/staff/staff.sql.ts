import { sql, type Insertable, type Selectable } from 'kysely'
import type { Role } from '#src/kernel/permissions.ts'
import type { Staff } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Failures } from './staff.ts'

export type StaffRow = Selectable<Staff>

export const findStaff = async (db: ReadDb, id: string): Promise<StaffRow | null> =>
  (await db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findStaffByEmail = async (db: ReadDb, email: string): Promise<StaffRow | null> =>
  (await db.selectFrom('staff').selectAll().where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()) ?? null

/** Held until the unit ends: two tries at once count as two. Null: nobody of that id. */
export const lockStaff = async (db: WritableDb, id: string): Promise<StaffRow | null> =>
  (await db.selectFrom('staff').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const listRoles = async (db: ReadDb, id: string): Promise<Role[]> =>
  (await db.selectFrom('staff_roles').select('role').where('staff_id', '=', id).orderBy('role').execute()).map(({ role }) => role)

/**
 * The administrators who may sign in, held in one order until the unit ends, so that two of them who remove each other at the same
 * moment wait for each other.
 */
export const lockAdministrators = async (db: WritableDb): Promise<string[]> => {
  const rows = await db
    .selectFrom('staff')
    .innerJoin('staff_roles', 'staff_roles.staff_id', 'staff.id')
    .select('staff.id')
    .where('staff_roles.role', '=', 'administrator')
    .where('staff.state', '=', 'active')
    .orderBy('staff.id')
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

/** False: an account with this address exists, be it in other capitals. */
export const insertStaff = async (db: WritableDb, row: Insertable<Staff>): Promise<boolean> => {
  const done = await db.insertInto('staff').values(row).onConflict((oc) => oc.expression(sql`lower(email)`).doNothing()).executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows) === 1
}

type Credentials = 'password_hash' | 'must_change_password' | 'totp_secret' | 'totp_enrolled_at' | 'totp_last_step'
type Changes = Partial<Pick<StaffRow, Credentials | 'state' | 'language' | 'failed_attempts' | 'locked_until'>>

export const changeStaff = async (db: WritableDb, id: string, changes: Changes): Promise<void> => {
  await db.updateTable('staff').set(changes).where('id', '=', id).execute()
}

/** The same statement for somebody and for nobody, so that both take the same time. */
export const setFailures = (db: WritableDb, id: string, { failedAttempts, lockedUntil }: Failures): Promise<void> =>
  changeStaff(db, id, { failed_attempts: failedAttempts, locked_until: lockedUntil })

export const setRoles = async (db: WritableDb, id: string, roles: readonly Role[]): Promise<void> => {
  await db.deleteFrom('staff_roles').where('staff_id', '=', id).execute()
  await db.insertInto('staff_roles').values(roles.map((role) => ({ staff_id: id, role }))).execute()
}

/** The last sign of life among a person's newest sessions. */
const lastSeen = sql<Date | null>`(
  select max(seen_at) from (
    select seen_at from sessions where staff_id = staff.id and not is_partial order by created_at desc limit 5
  ) as newest
)`

const rolesOf = sql<Role[]>`array(select role::text from staff_roles where staff_id = staff.id order by role)`

/** What the list and the page of an account show: nothing that opens a door. */
const shown = (db: ReadDb) =>
  db
    .selectFrom('staff')
    .select(['id', 'email', 'name', 'state', 'language', 'must_change_password', 'totp_enrolled_at', 'locked_until', 'created_at'])
    .select([rolesOf.as('roles'), lastSeen.as('lastSeenAt')])

export type StaffLine = Awaited<ReturnType<typeof listStaff>>[number]

const mostListed = 500

/** Every account, the working ones first, by name. */
export const listStaff = (db: ReadDb) => shown(db).orderBy('state').orderBy(sql`lower(name)`).orderBy('id').limit(mostListed).execute()

export const findStaffLine = async (db: ReadDb, id: string): Promise<StaffLine | null> =>
  (await shown(db).where('id', '=', id).executeTakeFirst()) ?? null

/** What colleagues are called, by id. */
export const namesOfStaff = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    ids.length === 0
      ? []
      : (await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', [...new Set(ids)]).execute()).map((
        { id, name },
      ) => [id, name]),
  )
