import { forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed, isSeat, type Permission } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { findDeclaration, lockDeclaration, type DeclarationRow } from './declarations.sql.ts'

/**
 * To whoever is not of the circle there is nothing here (404); of it, 403 where his seat does not allow the act. The system has no business
 * inside.
 */
export const mustEnter = ({ actor }: Pick<Tx, 'actor'>, permission: Permission): void => {
  if (actor.kind !== 'staff' || !actor.roles.some(isSeat)) throw notFound()
  if (!isAllowed(actor.roles, permission)) throw forbidden()
}

export const lockEntered = async (tx: Tx, id: string, permission: Permission): Promise<DeclarationRow> => {
  mustEnter(tx, permission)
  const row = await lockDeclaration(tx.db, id)
  if (!row) throw notFound()
  return row
}

/** Somebody reads it: on its own register, each time (AML-11). */
export const readDeclaration = (
  ctx: Ctx,
  id: string,
  event: 'declaration.read' | 'declaration.compared' = 'declaration.read',
): Promise<DeclarationRow> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.read')
    const row = await findDeclaration(tx.db, id)
    if (!row) throw notFound()
    await recordClosed(tx, event, { subject: id })
    return row
  })

/** Somebody reads the list, or takes it away. */
export const noteListRead = (ctx: Ctx, event: 'list.read' | 'list.exported'): Promise<void> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.read')
    await recordClosed(tx, event, { subject: 'closed_list' })
  })
