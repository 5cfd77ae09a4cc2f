import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const timeLength = 8 // 62^8 ms reaches the year 8888
const randomLength = 16

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

/** `prefix_` + 24 characters (29 in all for a prefix of four, as the payment API promises), sorted by time under the C collation. */
export const newId = (prefix: string, now: Date): string => `${prefix}_${inBase62(now.getTime(), timeLength)}${randomBase62(randomLength)}`

/** An unguessable token for links and sessions: about 190 bits. */
export const newToken = (): string => randomBase62(32)

export const isId = (prefix: string, text: string): boolean => new RegExp(`^${prefix}_[0-9A-Za-z]{24}$`).test(text)
