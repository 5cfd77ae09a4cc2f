import { isSame, sha256, unseal } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { markOf } from '#src/platform/event-mark.ts'
import { keyNameOf } from '#src/platform/person-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { listLeaves, type Block, type StoredEvent, type WaitingEvent } from './audit.sql.ts'
import { digestOfLines, genesisHash, hashOf, leafOf, rootOf } from './chain.ts'
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

/** By `keyNameOf`; null: destroyed. */
export type KeysOf = ReadonlyMap<string, Buffer | null>

/**
 * Whether the personal part opens to what was committed to. True where its key is gone: what was erased breaks nothing. One that names a
 * person's key which never was hides something.
 */
export const isPersonalTrue = (keys: KeysOf, { merchantId, keyId, personal, personalDigest }: StoredEvent): boolean => {
  if (personal === null || personalDigest === null) return personal === personalDigest
  if (merchantId === null) return false
  const key = keys.get(keyNameOf({ keyId, merchantId }))
  if (!key) return keyId === null || key === null
  try {
    return isSame(sha256(unseal(key, personal, personalLabel)), personalDigest)
  } catch {
    return false // an altered byte does not even open
  }
}

/** Of an event that waits: whether it bears the mark of what it says, which the program alone can put on it. */
export const isAsWritten = ({ mark, ...event }: WaitingEvent): boolean => isSame(mark, markOf(event))

const idsOf = (ranges: readonly Range[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))

/** What was recorded under another number is told from what was changed: only among so many is each looked for. */
const mostSought = 200

/** Each event against its own leaf, as it was sealed. */
const nameChanged = (block: Block & { salt: Buffer }, events: readonly StoredEvent[], leafOfId: ReadonlyMap<number, string>): Finding[] => {
  const changed = events.filter((one) => leafOf(block.salt, one) !== leafOfId.get(one.id))
  const there = new Set(events.map(({ id }) => id))
  const places = [...changed.map(({ id }) => id), ...[...leafOfId.keys()].filter((id) => !there.has(id))].slice(0, mostSought)
  return changed.map((one): Finding => {
    const from = places.find((id) => id !== one.id && leafOf(block.salt, one, id) === leafOfId.get(id))
    return from === undefined
      ? { code: 'event_changed', block: block.number, event: one.id }
      : { code: 'event_moved', block: block.number, event: one.id, from }
  })
}

const someChanged = ({ number, eventIds }: Block): Finding => {
  const ranges = readRanges(eventIds)
  return { code: 'events_changed', block: number, event: ranges[0]!.from, lastEvent: ranges.at(-1)!.to - 1 }
}

/** The block is not what was sealed: which of its events, where its leaves still are what was sealed. */
const nameFaults = async (db: ReadDb, block: Block, events: readonly StoredEvent[]): Promise<Finding[]> => {
  const [ids, there] = [idsOf(readRanges(block.eventIds)), new Set(events.map(({ id }) => id))]
  const missing = ids.filter((id) => !there.has(id)).map((event): Finding => ({ code: 'event_missing', block: block.number, event }))
  const unknown = missing.length > 0 ? missing : [someChanged(block)]
  if (!block.salt) return unknown
  const leaves = await listLeaves(db, block.number)
  if (leaves.length === 0 || !isSame(rootOf(leaves), block.digest)) return [{ code: 'leaves_changed', block: block.number }, ...unknown]
  return [...missing, ...nameChanged({ ...block, salt: block.salt }, events, new Map(ids.map((id, i) => [id, leaves[i]!])))]
}

const digestNow = (
  { salt }: Block,
  events: readonly StoredEvent[],
): Buffer => (salt ? rootOf(events.map((one) => leafOf(salt, one))) : digestOfLines(events))

/** The events of a block: all there, none changed, their personal parts those that were recorded. */
export const checkEvents = async (db: ReadDb, block: Block, events: readonly StoredEvent[], keys: KeysOf): Promise<Finding[]> => {
  const isWhole = events.length === block.eventCount && isSame(digestNow(block, events), block.digest)
  const opened = events.filter((one) => !isPersonalTrue(keys, one)).map(({ id }): Finding => ({
    code: 'personal_changed',
    block: block.number,
    event: id,
  }))
  return isWhole ? opened : [...(await nameFaults(db, block, events)), ...opened]
}
