import type { ApiKeyKind, ApiMode } from '#src/platform/db.types.ts'

/** The documented families (spec/api.md). */
export const keyPrefix: Record<ApiMode, Record<ApiKeyKind, string>> = {
  test: { secret: 'stest_', public: 'ptest_' },
  live: { secret: 'sprod_', public: 'pprod_' },
}

/** Binds a sealed key to its row. */
export const keyLabel = (id: string): string => `api-key:${id}`

/** What anybody but its owner sees of a key, and the owner of a live secret after the first time. */
export const maskedKey = (mode: ApiMode, kind: ApiKeyKind, last4: string): string => `${keyPrefix[mode][kind]}…${last4}`
