import type { RestrictedUse, RestrictionGround } from '#src/platform/db.types.ts'

export type { RestrictedUse, RestrictionGround } from '#src/platform/db.types.ts'

/** GDPR 18(1) a to d. What an erasure had to leave is restricted by itself. */
export const askedGrounds = ['accuracy', 'unlawful', 'claims', 'objection'] as const satisfies readonly RestrictionGround[]

/**
 * What restricted data may still be used for (GDPR 18(2)), and the duties of a text (6(1)(c)): vigilance, accounting, answers to
 * authorities.
 */
export const allowedUses = [
  'legal_obligation',
  'claims',
  'consent',
  'rights_of_another',
  'public_interest',
] as const satisfies readonly RestrictedUse[]

/** How long one reason opens a page: a day's work, as an archive (src/archive/archive.ts). */
export const openHours = 8
const hour = 3_600_000
export const openUntil = (from: Date): Date => new Date(from.getTime() + openHours * hour)

/** A list that no law of ours obliges to compare with: our own, and foreign ones (Reg. 2271/96 beside). */
export const isOptionalList = (topic: string): boolean => topic === 'house' || topic === 'sanction'
