import { stopwatch } from '#src/platform/clock.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeysOf } from '#src/platform/person-keys.ts'
import { findLastBlock, listBlocks, listEventsOf, listStrays, listUnsealed, listWaiting, type Block,
  type StoredEvent } from './audit.sql.ts'
import { lossesIn } from './askAfterWritten.ts'
import { checkHolds, checkPolicies, noDuties, noteDuties, type Duties } from './duties.sql.ts'
import { checkEvents, checkHeader, checkOnce, isAsWritten, isPersonalTrue, type KeysOf } from './checkBlock.ts'
import { faultText, type Finding } from './finding.ts'
import { noteLate, type Lateness } from './lateness.ts'
import { cover, covers, gapsOf, readRanges, writeRanges, type Coverage } from './ranges.ts'

export type Verification = {
  ok: boolean
  /** How many events there are, sealed or waiting. */
  events: number
  blocks: number
  waiting: number
  /** The first block whose events were recomputed; the blocks themselves always are, from the first. */
  recomputedFrom: number
  /** How long it took. */
  ms: number
  /** The end of the chain, to be compared with a copy kept elsewhere. */
  head: { number: number; hash: string } | null
  /** Sealed, or waiting, longer than five minutes after they were written: no fault, but to be explained. */
  late: Lateness
  /** How many faults, and the first hundred of them. */
  faults: number
  findings: Finding[]
  /** The first fault, in words and as found. */
  fault?: string
  finding?: Finding
}

/** What has been walked so far. Events are held a few thousand at a time, ids as ranges: memory does not grow with the history. */
type Walk = {
  last: Block | null
  coverage: Coverage
  events: number
  waiting: number
  recomputedFrom: number
  late: Lateness
  duties: Duties
  faults: number
  findings: Finding[]
}

const mostFindings = 100

const note = (walk: Walk, found: readonly (Finding | null)[]): void => {
  for (const finding of found) {
    if (!finding) continue
    walk.faults++
    if (walk.findings.length < mostFindings) walk.findings.push(finding)
  }
}

const pageOfBlocks = 200
const eventsAtOnce = 5_000

/** Blocks in their order, as many as have together so many events: one question for all of them. */
const groupsOf = (blocks: readonly Block[]): Block[][] => {
  const groups: Block[][] = []
  let room = 0
  for (const block of blocks) {
    if (block.eventCount > room) {
      groups.push([])
      room = eventsAtOnce
    }
    groups.at(-1)!.push(block)
    room -= block.eventCount
  }
  return groups
}

type Read = { events: StoredEvent[]; keys: KeysOf }

const keysOf = (db: ReadDb, events: readonly StoredEvent[]): Promise<KeysOf> =>
  findKeysOf(db, events.filter(({ personal }) => personal !== null))

const readGroup = async (db: ReadDb, group: readonly Block[]): Promise<Read> => {
  const events = await listEventsOf(db, writeRanges(group.flatMap(({ eventIds }) => readRanges(eventIds))))
  return { events, keys: await keysOf(db, events) }
}

/** Begun before it is awaited: its failure is heard when it is. */
const beginGroup = (db: ReadDb, group: readonly Block[] | undefined): Promise<Read> | undefined => {
  const reading = group && readGroup(db, group)
  reading?.catch(() => {})
  return reading
}

const firstFrom = (events: readonly StoredEvent[], id: number): number => {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return low
}

const eventsOf = ({ eventIds }: Block, events: readonly StoredEvent[]): StoredEvent[] =>
  readRanges(eventIds).flatMap(({ from, to }) => events.slice(firstFrom(events, from), firstFrom(events, to)))

/** The next events are on their way while these are looked at. */
const recompute = async (db: ReadDb, blocks: readonly Block[], walk: Walk): Promise<void> => {
  const groups = groupsOf(blocks.filter(({ number }) => number >= walk.recomputedFrom))
  let coming = beginGroup(db, groups[0])
  for (const [i, group] of groups.entries()) {
    const { events, keys } = await coming!
    coming = beginGroup(db, groups[i + 1])
    for (const block of group) {
      const own = eventsOf(block, events)
      note(walk, await checkEvents(db, block, own, keys))
      note(walk, lossesIn(own))
      noteDuties(walk.duties, own)
      noteLate(walk.late, own, block.number, new Date(block.sealedAt))
    }
  }
}

/** Every block after the last one walked, in order. What a block that was changed says of its events is not believed. */
const walkBlocks = async (db: ReadDb, walk: Walk): Promise<void> => {
  for (;;) {
    const blocks = await listBlocks(db, walk.last?.number ?? 0, pageOfBlocks)
    const believed: Block[] = []
    for (const block of blocks) {
      const found = checkHeader(block, walk.last)
      note(walk, [found, checkOnce(block, walk.coverage)])
      if (found?.code !== 'block_changed' && found?.code !== 'block_count') believed.push(block)
      walk.events += block.eventCount
      walk.last = block
    }
    await recompute(db, believed, walk)
    if (blocks.length < pageOfBlocks) return
  }
}

const pageOfGaps = 1_000

const strays = async (db: ReadDb, coverage: Coverage): Promise<number[]> => {
  const gaps = gapsOf(coverage)
  const found: number[] = []
  for (let start = 0; start < gaps.length && found.length < mostFindings; start += pageOfGaps)
    found.push(...(await listStrays(db, gaps.slice(start, start + pageOfGaps), mostFindings)))
  return found
}

/**
 * Every event is in a block or waits. An event that was sealed while we walked has left the waiting list for a block we have not seen:
 * walking on finds it there; if not, it is a stray. So no lock and no long snapshot is needed.
 */
const checkStrays = async (db: ReadDb, walk: Walk): Promise<void> => {
  while (walk.findings.length < mostFindings) {
    const found = await strays(db, walk.coverage)
    if (found.length === 0) return
    await walkBlocks(db, walk)
    for (const event of found.filter((id) => !covers(walk.coverage, id))) {
      note(walk, [{ code: 'event_stray', event }])
      cover(walk.coverage, { from: event, to: event + 1 })
    }
  }
}

const pageOfWaiting = 5_000

/** What waits exists, is in no block, and its personal part is the one that was recorded. */
const checkWaiting = async (db: ReadDb, walk: Walk, now: Date | undefined): Promise<void> => {
  for (let after = 0;;) {
    const waiting = await listWaiting(db, after, pageOfWaiting)
    for (const { id, at } of waiting) {
      if (at === null) note(walk, [{ code: 'event_waits_missing', event: id }])
      else if (covers(walk.coverage, id)) note(walk, [{ code: 'event_waits_sealed', event: id }])
      else if (now) noteLate(walk.late, [{ id, at }], null, now)
    }
    const events = await listUnsealed(db, after, waiting.length)
    const keys = await keysOf(db, events)
    note(walk, events.filter((one) => !isAsWritten(one)).map(({ id }) => ({ code: 'waiting_changed', event: id })))
    note(walk, events.filter((one) => !isPersonalTrue(keys, one)).map(({ id }) => ({ code: 'waiting_personal_changed', event: id })))
    note(walk, lossesIn(events))
    noteDuties(walk.duties, events)
    walk.waiting += waiting.length
    if (waiting.length < pageOfWaiting) return
    after = waiting.at(-1)!.id
  }
}

const told = ({ last, events, waiting, recomputedFrom, late, faults, findings }: Walk, ms: number): Verification => ({
  ok: faults === 0,
  events: events + waiting,
  blocks: last?.number ?? 0,
  waiting,
  recomputedFrom,
  ms,
  head: last && { number: last.number, hash: last.hash.toString('hex') },
  late,
  faults,
  findings,
  ...(findings[0] ? { finding: findings[0], fault: faultText(findings[0]) } : {}),
})

/**
 * Proves that the history is whole and unchanged, or names what is wrong with it: every block recomputed in order and following the one
 * before, every event in exactly one block or waiting as it was written, every personal part that still opens the one that was committed
 * to; what a process said of events that were gone before their seal; and, where all of it is walked, that orders to keep and policies
 * stand as the history says. `recomputeLast`:
 * only so many of the newest blocks have their events recomputed (for a page that must answer soon). `now`: names what waits too long.
 */
export const verifyAuditTrail = async (
  db: ReadDb,
  { recomputeLast = Number.MAX_SAFE_INTEGER, now }: { recomputeLast?: number; now?: Date } = {},
): Promise<Verification> => {
  const lap = stopwatch()
  const newest = (await findLastBlock(db))?.number ?? 0
  const walk: Walk = {
    last: null,
    coverage: { ranges: [] },
    events: 0,
    waiting: 0,
    recomputedFrom: Math.max(1, newest - recomputeLast + 1),
    late: { count: 0, named: [] },
    duties: noDuties(),
    faults: 0,
    findings: [],
  }
  await walkBlocks(db, walk)
  await checkStrays(db, walk)
  await checkWaiting(db, walk, now)
  if (walk.recomputedFrom === 1)
    note(walk, [
      ...(await checkHolds(db, walk.duties, { secret: false })),
      ...(await checkPolicies(db, walk.duties)),
    ])
  return told(walk, lap())
}
