import { z } from 'zod'
import type { Day } from '#src/kernel/calendar.ts'
import { hasLuhn } from '#src/kernel/identifiers/checkDigits.ts'
import { isSayable } from '#src/kernel/names.ts'
import { absentWhenNull, textual, whole } from '#src/kernel/wire.ts'

/**
 * Blanks and hyphens as people type them go; a number of JSON becomes text (exact below 2^53; beyond it, it is no longer what was typed).
 */
const asDigits = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : value
  return typeof value === 'string' ? value.replace(/[\s-]/g, '') : value
}

/** The reference says 16 to 19, its successor 13 to 19; 0 begins no card (ISO/IEC 7812). No message repeats what was sent. */
const pan = z.preprocess(
  asDigits,
  z.string().regex(/^[1-9]\d{12,18}$/, 'must have 13 to 19 digits').refine(hasLuhn, 'is not a card number: its check digit is wrong'),
)
/** American Express prints four figures, on the front; everybody else three, on the back. */
export const codeLength = (number: string): 3 | 4 => (/^3[47]/.test(number) ? 4 : 3)
/** Three digits, four with American Express. In memory until the authorisation, and nowhere else (PCI DSS 3.3.1; CNIL 2018-303 art. 4). */
const cvc = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().regex(/^\d{3,4}$/, 'must have 3 digits, 4 with American Express'),
)

/** Every number that groups of digits make, one after the other, of 13 to 19 digits. */
const numbersOf = (groups: readonly string[]): string[] =>
  groups.flatMap((_, from) => groups.slice(from).map((__, more) => groups.slice(from, from + more + 1).join(''))).filter(({ length }) =>
    length >= 13 && length <= 19
  )

/** Thirteen digits and more that are a card number, whatever stands between, before and after them: for a name, which holds none. */
export const holdsPan = (text: string): boolean =>
  [...text.normalize('NFKC').matchAll(/\d(?:[\s.–/_-]?\d){12,}/g)].some(([run]) => numbersOf(run.split(/\D/)).some(hasLuhn))

const holder = textual(3, 64)
  .refine((text) => typeof text !== 'string' || isSayable(text), 'must hold a letter or a digit')
  .refine((text) => typeof text !== 'string' || !holdsPan(text), 'must be a name')

const networks = ['national', 'mastercard', 'visa'] as const
const expMonth = whole(1, 12)
const expYear = whole(2000, 2100)
const details = {
  name: absentWhenNull(holder),
  zip_code: absentWhenNull(textual(2, 8)),
  external_id: absentWhenNull(textual(1, 36)),
  preferred_network: absentWhenNull(z.enum(networks)),
}

/**
 * A card as a payment or POST /v1/cards brings it (spec/api.md §5.1, §6). Whether it has expired is for `mustBeCurrent` to say: it takes
 * the day.
 */
export const cardInput = z
  .object({
    number: pan,
    exp_month: expMonth,
    exp_year: expYear,
    cvc: absentWhenNull(cvc),
    tokenize: absentWhenNull(z.boolean()),
    ...details,
  })
  .superRefine(({ number, cvc: code }, context) => {
    if (code !== undefined && code.length !== codeLength(number))
      context.addIssue({ code: 'custom', path: ['cvc'], message: `must have ${codeLength(number)} digits` })
  })
export type CardInput = z.output<typeof cardInput>

/** PATCH /v1/cards/{id}: what changes. The number is there to be refused in words where it is another one. */
export const cardChange = z.object({
  exp_month: absentWhenNull(expMonth),
  exp_year: absentWhenNull(expYear),
  number: absentWhenNull(pan),
  ...details,
})
export type CardChange = z.output<typeof cardChange>

export type Expiry = { exp_month: number; exp_year: number }

/** A card is good until the last day of its month, in Paris. */
export const isExpired = ({ exp_month, exp_year }: Expiry, today: Day): boolean =>
  exp_year * 12 + exp_month < Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7))

/** Which of the two is wrong with an expiry that is past: the field's name and what to say of it. Empty where nothing is. */
export const expiryFault = (expiry: Expiry, today: Day): Record<string, string> => {
  if (!isExpired(expiry, today)) return {}
  return expiry.exp_year < Number(today.slice(0, 4))
    ? { exp_year: 'is past: the card has expired' }
    : { exp_month: 'is past: the card has expired' }
}
