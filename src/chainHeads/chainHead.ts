import type { Day } from '#src/kernel/calendar.ts'
import { canonicalJson } from '#src/kernel/eventLine.ts'

/**
 * The end of the chain as it was on a day: what whoever keeps it can hold us to. `events`: how many the chain holds up to that block.
 * `register`: that of the closed compartment, under our key (`registerEnd.ts`); heads of before have none.
 */
export type ChainHead = {
  institution: string
  day: Day
  exportedAt: string
  block: number
  hash: string
  events: number
  sealedAt: string
  register?: string
}
/** `publicKey` and `signature` (Ed25519) in hexadecimal digits; what is signed is the head alone, its keys in order and without blanks. */
export type SignedHead = { head: ChainHead; publicKey: string; signature: string }

export const signedText = (head: ChainHead): string => canonicalJson(head)

export const writeHead = (signed: SignedHead): string => `${JSON.stringify(signed, null, 2)}\n`

const longest = 10_000
/** Of a sealed end of the register: 40 bytes and what stands before a sealed body. */
const sealedEndBytes = 69
const isHex = (value: unknown, bytes: number): boolean => typeof value === 'string' && new RegExp(`^[0-9a-f]{${bytes * 2}}$`).test(value)
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value > 0
const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 200

const isHead = (said: Partial<ChainHead> | null | undefined): said is ChainHead =>
  typeof said === 'object' && said !== null && isHex(said.hash, 32) && isCount(said.block) && isCount(said.events) &&
  [said.institution, said.day, said.exportedAt, said.sealedAt].every(isText) &&
  (said.register === undefined || isHex(said.register, sealedEndBytes))

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A file that somebody kept; null where it is none of ours. */
export const readHead = (text: string): SignedHead | null => {
  const said = (text.length > longest ? null : parsed(text)) as Partial<SignedHead> | null
  return typeof said === 'object' && said !== null && isHead(said.head) && isHex(said.publicKey, 32) && isHex(said.signature, 64)
    ? (said as SignedHead)
    : null
}
