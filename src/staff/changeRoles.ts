import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { mustLeaveAdministrators } from './mustLeaveAdministrators.ts'
import { rolesBetween } from './staff.ts'
import { listRoles, lockAdministrators, lockStaff, setRoles } from './staff.sql.ts'

/** Takes effect at the person's next click: roles are read with the session. Nobody gives himself one, or takes one from himself (409). */
export const changeRoles = (ctx: Ctx, staffId: string, wanted: readonly Role[]): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.id === staffId) throw conflict('not_oneself')
    const administrators = await lockAdministrators(tx.db)
    if (!(await lockStaff(tx.db, staffId))) throw notFound()
    const before = await listRoles(tx.db, staffId)
    const after = [...new Set(wanted)].sort()
    if (after.length === 0) throw invalid({ roles: 'staff:field.no_role' })
    const { added, removed } = rolesBetween(before, after)
    if (added.length + removed.length === 0) return
    if (removed.includes('administrator')) mustLeaveAdministrators(administrators, staffId)
    await setRoles(tx.db, staffId, after)
    await record(tx, 'staff.roles_changed', { subject: staffId, data: { before: { roles: before }, after: { roles: after } } })
  })
