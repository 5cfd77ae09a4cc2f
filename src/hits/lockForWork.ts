import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { proposalMark } from '#src/kernel/proposal.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isHeld } from './hit.ts'
import { lockHit, type HitRow } from './hits.sql.ts'

export const mustMay = ({ actor }: Pick<Tx, 'actor'>, permission: Permission): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, permission)) throw forbidden()
}

/** What happened to it meanwhile: the page, drawn again, says who did it. */
const lost = ({ state }: HitRow) => conflict(state === 'ended' ? 'hit_ended' : state === 'proposed' ? 'hit_proposed' : 'hit_decided')

/**
 * Alone with a hit. 404; 409 `hit_decided`, `hit_proposed`, `hit_ended`, `hit_held`, `hit_changed` where the list or the file said
 * something else when the person looked at it (`seen`: the two versions).
 */
export const lockForWork = async (
  tx: Tx,
  id: string,
  { states, seen }: { states: readonly HitRow['state'][]; seen?: string | undefined },
): Promise<HitRow> => {
  const hit = await lockHit(tx.db, id)
  if (!hit) throw notFound()
  if (!states.includes(hit.state)) throw lost(hit)
  if (hit.held_by !== tx.actor.id && isHeld({ heldBy: hit.held_by, heldAt: hit.held_at }, tx.now)) throw conflict('hit_held')
  if (seen !== undefined && seen !== seenOf(hit)) throw conflict('hit_changed')
  return hit
}

/** What somebody has before him: both sides, as they were compared. */
export const seenOf = ({ version_id: version, edition_id: edition }: Pick<HitRow, 'version_id' | 'edition_id'>): string =>
  `${version} ${edition}`

/** The verdict that a second person has before him. */
export const verdictMark = ({ proposed_by: by, proposed_at: at }: Pick<HitRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })
