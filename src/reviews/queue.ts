import { isUsualInstant } from '#src/kernel/calendar.ts'
import type { ReviewKind, ReviewState, RiskLevel } from '#src/platform/db.types.ts'

export const reviewKinds = ['new_dossier', 'answered_request', 'unlock_request'] as const satisfies readonly ReviewKind[]
export const reviewStates = ['open', 'proposed', 'waiting', 'closed'] as const satisfies readonly ReviewState[]
export const riskLevels = ['high', 'medium', 'low'] as const satisfies readonly RiskLevel[]

/** `age`: the longest here first; `service`: whose service level ends first; `newest`: the last to come first. */
export const queueSorts = ['service', 'age', 'newest'] as const
export type QueueSort = (typeof queueSorts)[number]

export type QueueFilter = {
  state: ReviewState
  /** null: anyone; '': nobody; else that person. */
  owner: string | null
  kind: ReviewKind | null
  risk: RiskLevel | null
}

/** A place in the sorted list: the sorting instant, exact to the microsecond, and the id that parts equals. */
export type QueuePlace = { at: string; id: string }
export type QueueCursor = { direction: 'after' | 'before'; place: QueuePlace }

export const encodePlace = ({ at, id }: QueuePlace): string => `${at}~${id}`

/** What is no place of ours is none: the list begins at its beginning. */
export const decodePlace = (text: unknown): QueuePlace | null => {
  const found = typeof text === 'string' ? /^([^~]+)~(revw_[0-9A-Za-z]{24})$/.exec(text) : null
  return found && isUsualInstant(found[1]!) ? { at: found[1]!, id: found[2]! } : null
}

export const pageSize = 50
