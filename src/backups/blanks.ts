import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { Column } from './catalog.sql.ts'

/** Bytes, as `copy` writes them. */
const bytesOf = (hex: string): string => `\\\\x${hex}`

const byType: readonly [RegExp, () => string][] = [
  [/\[\]$/, () => '{}'],
  [/^bytea/, () => bytesOf(randomBytes(32).toString('hex'))],
  [/^jsonb?/, () => '{}'],
  [/^(text|character)/, () => `erased-${randomBytes(6).toString('hex')}`],
  [/^date/, () => '1900-01-01'],
  [/^timestamp/, () => '1900-01-01T00:00:00Z'],
  [/^bool/, () => 'f'],
  [/^inet/, () => '0.0.0.0'],
  [/^(small|big)?int|^numeric/, () => '0'],
  [/^uuid/, randomUUID],
]

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

/** Where the schema wants something particular. */
const particular: Readonly<Record<string, () => string>> = dictionary({
  'api_keys.last4': () => '····',
  'cards.first6': () => digits(6),
  'cards.last4': () => digits(4),
  'scorings.redirect_url': () => 'https://erased.invalid/',
  'merchant_users.email': () => `${randomUUID()}@erased.invalid`,
})

/**
 * What stands in place of a value that was there and that nobody can read any more, until the row goes by its tombstone, or is emptied by
 * it: what the schema lets through, and never the same twice where it is a word, for some are unique.
 */
export const blankOf = (table: string, { name, type }: Column): string => {
  const found = particular[`${table}.${name}`] ?? byType.find(([pattern]) => pattern.test(type))?.[1]
  if (!found) throw new Error(`no blank for ${table}.${name}`)
  return found()
}
