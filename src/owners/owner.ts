import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { askedText } from '#src/kernel/asked.ts'
import { forbidden } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'

/** In whose hands a thing is, and since when; null: in nobody's. What is over keeps who had it last. */
export type InHand = { owner_id: string | null; claimed_at: Date | null }
export type OwnerAct = 'claim' | 'release' | 'hand_over'

/** Staff who work in a queue, and nobody else. 403. */
export const workerOf = (actor: Actor, permission: Permission): StaffActor => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, permission)) throw forbidden()
  return actor
}

/** Whose a list shows: a colleague's id, or `nobody`. Null: everybody's; what is no answer of ours is as if it were not there. */
export const askedOwner = (query: Record<string, unknown>): string | null => {
  const said = askedText(query['owner'], 40)
  return said === 'nobody' || isId('staf', said) ? said : null
}
