import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const timeLength = 8 // 62^8 ms reaches the year 8888
const turnLength = 3
const randomLength = 13

const inBase62 = (value: number, length: number): string => {
  let rest = value
  let text = ''
  for (let i = 0; i < length; i++) {
    text = alphabet[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** 62 does not divide 256: bytes of 248 and above are thrown away, so that no letter comes up more often than another. */
const randomBase62 = (length: number): string => {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) if (byte < 248 && text.length < length) text += alphabet[byte % 62]
  }
  return text
}

/** How many ids each of the latest instants has given: a unit's time stands still, and what it makes first must sort first. */
const turns = new Map<number, number>()
const turnsKept = 256

const nextTurn = (time: number): number => {
  const turn = turns.get(time) ?? 0
  // Taken out and put back: the oldest to be asked for is the first to be forgotten.
  turns.delete(time)
  turns.set(time, (turn + 1) % 62 ** turnLength)
  if (turns.size > turnsKept) turns.delete(turns.keys().next().value!)
  return turn
}

/**
 * `prefix_` + 24 characters (29 in all for a prefix of four, as the payment API promises), sorted by time under the C collation; within one
 * process, those of one instant in the order they were made. 77 bits are random.
 */
export const newId = (prefix: string, now: Date): string => {
  const time = now.getTime()
  return `${prefix}_${inBase62(time, timeLength)}${inBase62(nextTurn(time), turnLength)}${randomBase62(randomLength)}`
}

/** An unguessable token for links and sessions: about 190 bits. */
export const newToken = (): string => randomBase62(32)

export const isId = (prefix: string, text: string): boolean => new RegExp(`^${prefix}_[0-9A-Za-z]{24}$`).test(text)
