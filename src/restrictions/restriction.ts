import type { RestrictionGround } from '#src/platform/db.types.ts'

export type { RestrictionGround } from '#src/platform/db.types.ts'

/** GDPR 18(1) a to d. What an erasure had to leave is restricted by itself. */
export const askedGrounds = ['accuracy', 'unlawful', 'claims', 'objection'] as const satisfies readonly RestrictionGround[]
