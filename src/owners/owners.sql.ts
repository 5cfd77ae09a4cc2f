import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isSeat, permissions, type Held, type Permission, type Role } from '#src/kernel/permissions.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** By role alone: who sits in the closed circle is told to nobody outside it (AML-11). */
const rolesOf = (permission: Permission): Role[] =>
  (permissions[permission] as readonly Held[]).filter((held): held is Role => !isSeat(held))

/** Colleagues who may work in a queue, by name. */
export const listColleagues = (db: ReadDb, permission: Permission): Promise<{ id: string; name: string }[]> =>
  db
    .selectFrom('staff as s')
    .select(['s.id', 's.name'])
    .where('s.state', '=', 'active')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('staff_roles as r').select('r.staff_id').whereRef('r.staff_id', '=', 's.id').where('r.role', 'in', rolesOf(permission)),
      )
    )
    .orderBy('s.name')
    .execute()

/** `owner`: as `askedOwner` reads it. */
export const isHeldBy = (
  column: string,
  owner: string,
): RawBuilder<SqlBool> => (owner === 'nobody' ? sql<SqlBool>`${sql.ref(column)} is null` : sql<SqlBool>`${sql.ref(column)} = ${owner}`)
