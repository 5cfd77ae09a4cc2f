import { createHash, hash } from 'node:crypto'
import { canonicalLine, type ChainedEvent } from '#src/kernel/eventLine.ts'

/** A block without its own hash. `eventIds` is the text of an int8multirange. `salt`: null in blocks of before leaves (`leafOf`). */
export type BlockFacts = {
  number: number
  eventIds: string
  eventCount: number
  salt: Buffer | null
  digest: Buffer
  previousHash: Buffer
  sealedAt: string
}

export const mostEventsInBlock = 5_000
/** What the first block follows. */
export const genesisHash = Buffer.alloc(32)

const sha256 = (text: string): string => hash('sha256', text, 'hex')

/** Stands for the event's number, which binds it to its place without saying it; and nobody who was not given it can guess a leaf. */
export const nonceOf = (salt: Buffer, id: number): string => sha256(`${salt.toString('hex')}:${id}`)

export const leafOfLine = (nonce: string, line: string): string => sha256(`${nonce}\n${line}`)
/** As it would be under another number: `id`. */
export const leafOf = (salt: Buffer, one: ChainedEvent, id = one.id): string => leafOfLine(nonceOf(salt, id), canonicalLine(one))

/** Two leaves or nodes as one; the last of an odd number goes up as it is. */
export const nodeOf = (left: string, right: string): string => sha256(left + right)
export const levelAbove = (level: readonly string[]): string[] =>
  Array.from(
    { length: Math.ceil(level.length / 2) },
    (_, i) => (2 * i + 1 < level.length ? nodeOf(level[2 * i]!, level[2 * i + 1]!) : level[2 * i]!),
  )

/** The root over leaves in the order of their own values: where one stands tells nothing of when it was written. */
export const rootOf = (leaves: readonly string[]): Buffer => {
  let level: readonly string[] = leaves.toSorted()
  while (level.length > 1) level = levelAbove(level)
  return Buffer.from(level[0]!, 'hex')
}

/** Blocks of before leaves: over the lines, each with its number in front and ended by a line feed. */
export const digestOfLines = (events: readonly ChainedEvent[]): Buffer => {
  const all = createHash('sha256')
  for (const one of events) all.update(`[${one.id},${canonicalLine(one).slice(1)}\n`)
  return all.digest()
}

/** That it has leaves is part of what is hashed: neither kind of block passes for the other. */
export const headerOf = ({ number, eventIds, eventCount, salt, digest, previousHash, sealedAt }: BlockFacts): string =>
  JSON.stringify([
    number,
    eventIds,
    eventCount,
    digest.toString('hex'),
    previousHash.toString('hex'),
    sealedAt,
    ...(salt ? ['leaves'] : []),
  ])

export const hashOf = (block: BlockFacts): Buffer => Buffer.from(sha256(headerOf(block)), 'hex')
