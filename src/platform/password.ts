import { hash, verify } from '@node-rs/argon2'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

/** argon2id as OWASP asks at least (19 MiB, two passes); the cost is written into the hash, so that it can rise later. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const shortestPassword = 12
/** Hashing costs by the letter too: nobody types more. */
export const longestPassword = 200

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

/** What nobody's password hashes to, so that an unknown address takes the same time as a known one. Made once. */
let nobody: Promise<string> | null = null
const hashOfNobody = (): Promise<string> => (nobody ??= hashPassword('nobody signs in with this'))

/**
 * Whether it is the password of that hash. With no hash (an unknown address, somebody who has not chosen one yet) the answer is no, after
 * the same work.
 */
export const verifyPassword = async (passwordHash: string | null, password: string): Promise<boolean> => {
  const isRight = await verify(passwordHash || (await hashOfNobody()), password).catch(() => false)
  return isRight && Boolean(passwordHash)
}

let judge: ZxcvbnFactory | null = null

/** The list of leaked passwords and of keyboard walks; read on first use only. */
const strengthOf = (password: string, personal: readonly string[]): number => {
  judge ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 100 })
  return judge.check(password.slice(0, 100), [...personal]).score
}

const fewestDistinct = 5
const enough = 3 // of 4: "safely unguessable" at a throttled door

/** The parts of an address or a name that a password must not be made of. */
const partsOf = (personal: readonly string[]): string[] =>
  personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= 4)

/**
 * Why a password is refused, as the key of a sentence, or null. `personal`: the address and the names of its owner, which make it easy
 * to guess. No composition rules (NIST SP 800-63B): length, and not among the common ones.
 */
export const passwordProblem = (password: string, personal: readonly string[] = []): string | null => {
  const length = [...password].length
  if (length < shortestPassword) return 'errors:password.too_short'
  if (length > longestPassword) return 'errors:password.too_long'
  const isPoor = new Set(password.toLowerCase()).size < fewestDistinct
  return isPoor || strengthOf(password, ['vigie', ...personal, ...partsOf(personal)]) < enough ? 'errors:password.too_common' : null
}
