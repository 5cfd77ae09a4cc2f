import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { workerOf } from '#src/owners/owner.ts'

/** Who acts on alerts: staff who handle them, and nobody else. 403. */
export const handlerOf = (actor: Actor): StaffActor => workerOf(actor, 'alerts.handle')
