import { stopwatch } from '#src/platform/clock.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findLastBlock, findStray, listBlocks, listUnsealed, listWaiting, type Block } from './audit.sql.ts'
import { checkEvents, checkHeader, checkOnce, isPersonalTrue } from './checkBlock.ts'
import { faultText, type Finding } from './finding.ts'
import { covers, gapsOf, type Coverage } from './ranges.ts'

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
  /** The first fault, in words and as found. */
  fault?: string
  finding?: Finding
}

/** What has been walked so far. Events are held a block at a time, ids as ranges: memory does not grow with the history. */
type Walk = { last: Block | null; coverage: Coverage; events: number; waiting: number; recomputedFrom: number }

const pageOfBlocks = 200

const recompute = async (db: ReadDb, block: Block, { recomputedFrom }: Walk): Promise<Finding | null> =>
  block.number >= recomputedFrom ? checkEvents(db, block) : null

/** Every block after the last one walked, in order; stops at the first fault. */
const walkBlocks = async (db: ReadDb, walk: Walk): Promise<Finding | null> => {
  for (;;) {
    const blocks = await listBlocks(db, walk.last?.number ?? 0, pageOfBlocks)
    for (const block of blocks) {
      const found = checkHeader(block, walk.last) ?? checkOnce(block, walk.coverage) ?? (await recompute(db, block, walk))
      if (found) return found
      walk.events += block.eventCount
      walk.last = block
    }
    if (blocks.length < pageOfBlocks) return null
  }
}

const pageOfGaps = 1_000

const firstStray = async (db: ReadDb, coverage: Coverage): Promise<number | null> => {
  const gaps = gapsOf(coverage)
  for (let start = 0; start < gaps.length; start += pageOfGaps) {
    const stray = await findStray(db, gaps.slice(start, start + pageOfGaps))
    if (stray !== null) return stray
  }
  return null
}

/**
 * Every event is in a block or waits. An event that was sealed while we walked has left the waiting list for a block we have not seen:
 * walking on finds it there; if not, it is a stray. So no lock and no long snapshot is needed.
 */
const checkStrays = async (db: ReadDb, walk: Walk): Promise<Finding | null> => {
  for (;;) {
    const stray = await firstStray(db, walk.coverage)
    if (stray === null) return null
    const found = await walkBlocks(db, walk)
    if (found) return found
    if (!covers(walk.coverage, stray)) return { code: 'event_stray', event: stray }
  }
}

const pageOfWaiting = 5_000

/** What waits exists, is in no block, and its personal part is the one that was recorded. */
const checkWaiting = async (db: ReadDb, walk: Walk): Promise<Finding | null> => {
  for (let after = 0; ; ) {
    const waiting = await listWaiting(db, after, pageOfWaiting)
    for (const { id, exists } of waiting) {
      if (!exists) return { code: 'event_waits_missing', event: id }
      if (covers(walk.coverage, id)) return { code: 'event_waits_sealed', event: id }
    }
    for (const event of await listUnsealed(db, after, waiting.length)) if (!(await isPersonalTrue(db, event))) return {
      code: 'waiting_personal_changed', event: event.id,
    }
    walk.waiting += waiting.length
    if (waiting.length < pageOfWaiting) return null
    after = waiting.at(-1)!.id
  }
}

const told = ({ last, events, waiting, recomputedFrom }: Walk, finding: Finding | null, ms: number): Verification => ({
  ok: finding === null, events: events + waiting, blocks: last?.number ?? 0, waiting, recomputedFrom, ms,
  head: last && { number: last.number, hash: last.hash.toString('hex') },
  ...(finding ? { finding, fault: faultText(finding) } : {}),
})

/**
 * Proves that the history is whole and unchanged, or names its first fault: every block recomputed in order and following the one
 * before, every event in exactly one block or waiting, every personal part that still opens the one that was committed to.
 * `recomputeLast`: only so many of the newest blocks have their events recomputed (for a page that must answer soon).
 */
export const verifyAuditTrail = async (db: ReadDb, { recomputeLast = Number.MAX_SAFE_INTEGER } = {}): Promise<Verification> => {
  const lap = stopwatch()
  const newest = (await findLastBlock(db))?.number ?? 0
  const walk: Walk = {
    last: null, coverage: { ranges: [] }, events: 0, waiting: 0, recomputedFrom: Math.max(1, newest - recomputeLast + 1),
  }
  const finding = (await walkBlocks(db, walk)) ?? (await checkStrays(db, walk)) ?? (await checkWaiting(db, walk))
  return told(walk, finding, lap())
}
