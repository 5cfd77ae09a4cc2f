import type { Day } from '#src/kernel/calendar.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { ListCode } from '#src/watchlists/watchlist.ts'

/** A list as it stood: its version by number, and the publisher's file by its hash. */
export type PinnedList = { list: ListCode; versionId: string; number: number; publishedOn: Day | null; sha256: string; entries: number }
/** The lists that a search was made against, whatever comes after. */
export type PinnedSet = { hash: Buffer; lists: PinnedList[] }

/** The same versions are the same set. */
export const setOf = (lists: readonly PinnedList[]): PinnedSet => ({
  hash: sha256(Buffer.from(lists.map(({ list, versionId }) => `${list} ${versionId}`).sort().join('\n'))),
  lists: [...lists],
})

export type ListStep = { list: ListCode; from: number; to: number }

/** What of the lists a search made against one set has not seen of another; a list that was not there at all, from its beginning. */
export const stepsBetween = (from: readonly PinnedList[], to: readonly PinnedList[]): ListStep[] =>
  to.map(({ list, number }) => ({ list, from: from.find((one) => one.list === list)?.number ?? 0, to: number })).filter((step) =>
    step.from !== step.to
  )
