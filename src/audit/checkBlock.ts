import { isSame, sha256, unseal } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { listEventsOf, type Block, type StoredEvent } from './audit.sql.ts'
import { digestOf, genesisHash, hashOf } from './chain.ts'
import type { Finding } from './finding.ts'
import { countOf, cover, readRanges, type Coverage, type Range } from './ranges.ts'

/** The block itself: in its place, following the one before, its hash that of what it says. */
export const checkHeader = (block: Block, before: Block | null): Finding | null => {
  const expected = (before?.number ?? 0) + 1
  if (block.number !== expected) return { code: 'block_missing', block: expected }
  if (!isSame(block.previousHash, before?.hash ?? genesisHash)) return { code: 'block_link', block: block.number }
  if (!isSame(block.hash, hashOf(block))) return { code: 'block_changed', block: block.number }
  return countOf(readRanges(block.eventIds)) === block.eventCount ? null : { code: 'block_count', block: block.number }
}

/** No event of it is in an earlier block. */
export const checkOnce = (block: Block, coverage: Coverage): Finding | null => {
  for (const range of readRanges(block.eventIds)) {
    const twice = cover(coverage, range)
    if (twice !== null) return { code: 'event_twice', block: block.number, event: twice }
  }
  return null
}

const firstMissing = (ranges: readonly Range[], events: readonly StoredEvent[]): number | null => {
  let at = 0
  for (const { from, to } of ranges) for (let id = from; id < to; id++) if (events[at++]?.id !== id) return id
  return null
}

/** Whether the personal part opens to what was committed to. True where its key is gone: what was erased breaks nothing. */
export const isPersonalTrue = async (db: ReadDb, { merchantId, personal, personalDigest }: StoredEvent): Promise<boolean> => {
  if (personal === null || personalDigest === null) return personal === personalDigest
  if (merchantId === null) return false
  const key = await findMerchantKey(db, merchantId)
  if (!key) return true
  try {
    return isSame(sha256(unseal(key, personal, personalLabel)), personalDigest)
  } catch {
    return false // an altered byte does not even open
  }
}

/** The events of a block: all there, none changed, their personal parts those that were recorded. */
export const checkEvents = async (db: ReadDb, block: Block): Promise<Finding | null> => {
  const events = await listEventsOf(db, block.eventIds)
  const missing = firstMissing(readRanges(block.eventIds), events)
  if (missing !== null) return { code: 'event_missing', block: block.number, event: missing }
  if (!isSame(digestOf(events), block.digest)) return {
    code: 'events_changed', block: block.number, event: events[0]!.id, lastEvent: events.at(-1)!.id,
  }
  for (const event of events) if (!(await isPersonalTrue(db, event))) return {
    code: 'personal_changed', block: block.number, event: event.id,
  }
  return null
}
