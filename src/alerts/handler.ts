import { forbidden } from '#src/kernel/errors.ts'
import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { isAllowed } from '#src/kernel/permissions.ts'

/** Who acts on alerts: staff who handle them, and nobody else. 403. */
export const handlerOf = (actor: Actor): StaffActor => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'alerts.handle')) throw forbidden()
  return actor
}
