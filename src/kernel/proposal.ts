import { conflict } from './errors.ts'

export type Proposed = { by: string | null; at: Date | null }

/**
 * Which proposal somebody had before him: who made it, and when. A second person's form carries it, for another may stand in its place by
 * the time the form comes (declined or taken back, and proposed anew): then nothing is decided (409 `proposal_has_changed`).
 */
export const proposalMark = ({ by, at }: Proposed): string => `${by ?? ''}@${at?.toISOString() ?? ''}`

/** Under the lock of what is decided: `seen`, what the form carried, is the one that stands. 409 `proposal_has_changed`. */
export const mustBeProposal = (seen: string, proposed: Proposed): void => {
  if (seen !== proposalMark(proposed)) throw conflict('proposal_has_changed')
}
