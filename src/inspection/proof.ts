import type { PathStep } from './inclusion.ts'

/**
 * One event as it can be proved: its line as it was hashed, what stands for its number, the way to the digest of its block, and the words
 * that its line commits to. `path` null: its block is of before leaves, and shows its events only together. `personal`: the very text, its
 * salt in it; null: there was none, or it is erased.
 */
export type ProvenEvent = { block: number; line: string; nonce: string | null; path: PathStep[] | null; personal: string | null }

/** A block as it is hashed. */
export type ProofBlock = {
  number: number
  eventIds: string
  eventCount: number
  digest: string
  previousHash: string
  sealedAt: string
  hasLeaves: boolean
}

const columns = ['number', 'event_ids', 'event_count', 'digest', 'previous_hash', 'sealed_at', 'kind']

export const blocksCsv = (blocks: readonly ProofBlock[]): string =>
  [
    columns,
    ...blocks.map((
      { number, eventIds, eventCount, digest, previousHash, sealedAt, hasLeaves },
    ) => [number, eventIds, eventCount, digest, previousHash, sealedAt, hasLeaves ? 'leaves' : 'lines']),
  ]
    .map((cells) => `${cells.join(';')}\n`)
    .join('')
