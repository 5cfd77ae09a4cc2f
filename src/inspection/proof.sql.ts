import { findLastBlock, listBlocks, listBlocksOf, listEventsOf, listLeaves, type Block, type StoredEvent } from '#src/audit/audit.sql.ts'
import { leafOf, nonceOf } from '#src/audit/chain.ts'
import { rangesOf, readRanges, writeRanges } from '#src/audit/ranges.ts'
import { conflict } from '#src/kernel/errors.ts'
import { canonicalLine } from '#src/kernel/eventLine.ts'
import { unseal } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findKeysOf, keyNameOf } from '#src/platform/person-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { pathIn, treeOver, type Tree } from './inclusion.ts'
import type { ProofBlock, ProvenEvent } from './proof.ts'

export type Proof = { events: ProvenEvent[]; blocks: ProofBlock[] }
type Known = { block: Block; tree: Tree | null }

const holds = ({ eventIds }: Block, id: number): boolean => readRanges(eventIds).some(({ from, to }) => from <= id && id < to)

const provenIn = ({ block, tree }: Known, event: StoredEvent, key: Buffer | null | undefined): ProvenEvent => {
  const personal = key && event.personal ? unseal(key, event.personal, personalLabel).toString() : null
  const line = canonicalLine(event)
  if (!block.salt || !tree) return { block: block.number, line, nonce: null, path: null, personal }
  const path = pathIn(tree, leafOf(block.salt, event))
  // what was sealed is another thing: nothing is handed out as proved
  if (!path) throw conflict('history_not_intact')
  return { block: block.number, line, nonce: nonceOf(block.salt, event.id), path, personal }
}

const page = 1_000

/** Every block from the first of these to the end of the chain: each holds the hash of the one before. */
const listChain = async (db: ReadDb, first: number): Promise<ProofBlock[]> => {
  const chain: ProofBlock[] = []
  for (let after = first - 1;;) {
    const blocks = await listBlocks(db, after, page)
    chain.push(...blocks.map(({ number, eventIds, eventCount, digest, previousHash, sealedAt, salt }) => ({
      number,
      eventIds,
      eventCount,
      digest: digest.toString('hex'),
      previousHash: previousHash.toString('hex'),
      sealedAt,
      hasLeaves: salt !== null,
    })))
    if (blocks.length < page) return chain
    after = blocks.at(-1)!.number
  }
}

/**
 * These events, each with its way into the chain, and the chain from their first block to its end. `isWorded`: with their words, where the
 * key that opens them lives. What is not sealed yet is left out: seal first. 409 `history_not_intact` where an event is not what was
 * sealed.
 */
export const readInclusion = async (db: ReadDb, ids: readonly number[], isWorded: boolean): Promise<Proof> => {
  const sorted = ids.toSorted((a, b) => a - b)
  const [events, blocks, last] = [
    await listEventsOf(db, writeRanges(rangesOf(sorted))),
    await listBlocksOf(db, sorted),
    await findLastBlock(db),
  ]
  const known: Known[] = []
  for (const block of blocks) known.push({ block, tree: block.salt ? treeOver(await listLeaves(db, block.number)) : null })
  const keys = isWorded ? await findKeysOf(db, events.filter(({ personal }) => personal !== null)) : null
  const proven = events.flatMap((event) => {
    const found = known.find(({ block }) => holds(block, event.id))
    return found ? [provenIn(found, event, keys?.get(keyNameOf(event)))] : []
  })
  return { events: proven, blocks: last && blocks[0] ? await listChain(db, blocks[0].number) : [] }
}
