import { canonicalLine, type ChainedEvent } from '#src/kernel/eventLine.ts'
import { fingerprint } from './crypto.ts'

/**
 * What an event bears until a block holds it: a MAC under the master key, which the database does not have. Whoever alters a row that
 * waits, or adds one, cannot make it.
 */
export const markOf = (one: Omit<ChainedEvent, 'id'>): Buffer => fingerprint(canonicalLine(one), 'event that waits')
