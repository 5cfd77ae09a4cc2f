import type { RejectionGround } from '#src/platform/db.types.ts'

export type { RejectionGround } from '#src/platform/db.types.ts'

/** On which ground a file is refused; how long it is kept follows from it (rules.md §3.2). */
export const rejectionGrounds = ['eligibility', 'incomplete', 'fraud', 'vigilance'] as const satisfies readonly RejectionGround[]

/** Refused for what vigilance looks for, or for a fraud that was tried: five years (CMF L561-12, L561-15 V). The others: six months. */
export const isOfVigilance = (ground: RejectionGround): boolean => ground === 'vigilance' || ground === 'fraud'
