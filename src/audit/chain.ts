import { createHash } from 'node:crypto'
import type { JsonValue } from '#src/platform/db.types.ts'

/** An event as the chain holds it. `at` is written to the microsecond, as the database keeps it. */
export type ChainedEvent = {
  id: number
  at: string
  event: string
  subjectId: string
  merchantId: string | null
  actorKind: string
  actorId: string
  requestId: string
  data: JsonValue
  personalDigest: Buffer | null
}

/** A block without its own hash. `eventIds` is the text of an int8multirange. */
export type BlockFacts = { number: number; eventIds: string; eventCount: number; digest: Buffer; previousHash: Buffer; sealedAt: string }

export const mostEventsInBlock = 5_000
/** What the first block follows. */
export const genesisHash = Buffer.alloc(32)

/** JSON with its keys in order at every depth: the same value is always the same text. */
export const canonicalJson = (value: JsonValue | undefined): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || value === undefined || typeof value !== 'object') return JSON.stringify(value ?? null)
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${pairs.join(',')}}`
}

/**
 * One event as one line: a JSON list, its fields always in this order. Of the personal part only the commitment is here, so that erasing
 * a person's key leaves the chain whole.
 */
export const canonicalLine = (one: ChainedEvent): string => {
  const fields = [one.id, one.at, one.event, one.subjectId, one.merchantId, one.actorKind, one.actorId, one.requestId, one.data]
  return canonicalJson([...fields, one.personalDigest?.toString('hex') ?? null])
}

/** Over the lines of a block's events, in the order of their ids, each ended by a line feed. */
export const digestOf = (events: readonly ChainedEvent[]): Buffer => {
  const hash = createHash('sha256')
  for (const one of events) hash.update(`${canonicalLine(one)}\n`)
  return hash.digest()
}

export const hashOf = ({ number, eventIds, eventCount, digest, previousHash, sealedAt }: BlockFacts): Buffer =>
  createHash('sha256').update(
    JSON.stringify([number, eventIds, eventCount, digest.toString('hex'), previousHash.toString('hex'), sealedAt]),
  ).digest()
