import { isIban, normaliseIban } from './bankNumbers.ts'
import { hasLuhn } from './checkDigits.ts'

/**
 * What networks issue, by its first digits, in its lengths (ISO/IEC 7812): Visa, Mastercard, American Express, JCB, Discover, Maestro and
 * Dankort.
 */
const issued =
  /^(?:4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|35(?:2[89]|[3-8]\d)\d{12,15}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|(?:501[89]|5020|5038|5893|6304|6759|676[1-3])\d{12,15})$/

const isIssued = (digits: string): boolean => issued.test(digits) && hasLuhn(digits)

/**
 * As people and machines write one: without a gap, in fours (and what is left), or 4, 6 and 5 with American Express; never within a word or
 * a longer number.
 */
const written =
  /(?<![0-9A-Za-z])(?=(?:(\d{15,19})|(\d{4}([\s._–-])(?:\d{4}\3){2}\d{3,4})(?:\3(\d{1,3}))?|(3[47]\d\d([\s._–-])\d{6}\6\d{5}))(?![0-9A-Za-z]))/g

/** « 260302… »: numbers of orders begin with a day more often than with those six digits of a card. */
const beginsWithDay = /^2[2-7](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/

/** An account's number in fours looks like a card's in the middle. */
const withoutIbans = (text: string): string =>
  text.replace(/\b[A-Za-z]{2}\d\d(?: ?[0-9A-Za-z]{1,4}){3,8}/g, (found) => (isIban(normaliseIban(found)) ? '' : found))

const bare = (text: string | undefined): string => (text ?? '').replace(/\D/g, '')

/**
 * The card numbers that stand in a text, in digits: what a network issues, with its check digit right. Of order numbers, identifiers and
 * IBANs next to none passes for one: a merchant's payments must not fail for how he numbers them.
 */
export const cardNumbersIn = (text: string): string[] =>
  [...withoutIbans(text.normalize('NFKC')).matchAll(written)].flatMap(([, plain, fours, , rest, amex]) => {
    const found = [bare(fours) + bare(rest), bare(fours), bare(amex), ...(plain && !beginsWithDay.test(plain) ? [plain] : [])]
    return found.filter(isIssued).slice(0, 1)
  })

/** Where a number belongs: there it is sealed, and found nowhere else. */
const ownPlaces = new Set(['number', 'card.number', 'iban', 'sepa.iban'])

const isHeldBy = (value: unknown): boolean =>
  (typeof value === 'string' || typeof value === 'number') && cardNumbersIn(String(value)).length > 0

/**
 * The path of the first field, or name of a field, in which a card number stands that is not its place (`customer.name`); null where there
 * is none.
 */
export const misplacedCardNumber = (value: unknown, path: readonly string[] = []): string | null => {
  if (ownPlaces.has(path.join('.'))) return null
  if (isHeldBy(value)) return path.join('.')
  if (value === null || typeof value !== 'object') return null
  const inside = Object.entries(value).map(([name, one]) => (isHeldBy(name) ? path.join('.') : misplacedCardNumber(one, [...path, name])))
  return inside.find((found) => found !== null) ?? null
}

/** The text, without the card numbers in it. */
export const withoutCardNumbers = (text: string): string => (cardNumbersIn(text).length > 0 ? text.replace(/\d/g, 'x') : text)
