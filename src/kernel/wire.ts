import { z } from 'zod'

/**
 * What clients send where the reference says one thing: null for absent, "1250" or 1000.0 for an integer, a number for a text (spec/api.md
 * §2).
 */

/** null and absent are the same to every client. */
export const absentWhenNull = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional()) as unknown as z.ZodOptional<S>

const asNumber = (value: unknown): unknown => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)

/** An integer, also as digits in a text. */
export const whole = (min: number, max: number) =>
  z.preprocess(asNumber, z.number('must be an integer').int('must be an integer').min(min).max(max))

/** A text, also as a number; without what no list or mail can show. */
export const textual = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value),
    z.string().min(min).max(max).refine(isPrintable, 'holds signs that cannot be shown'),
  )

/**
 * One of these words in any case, read in lower case: the reference says EUR in its tables and eur in its samples (spec/api.md §16 point
 * 5).
 */
export const anyCase = <Word extends string>(words: readonly Word[]) => {
  const pattern = words.map((word) => [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('')).join('|')
  return z.string().regex(new RegExp(`^(?:${pattern})$`), `must be one of ${words.join(', ')}`).meta({ examples: [...words] }).transform((
    text,
  ) => text.toLowerCase() as Word)
}

/** What was copied from somewhere else, as it came; without what no database keeps: a zero byte, or half of a sign. */
export const kept = (max: number) =>
  z.string().max(max).refine((text) => !/[\u0000\ud800-\udfff]/u.test(text), 'holds signs that cannot be kept')

/** No control characters, no marks that turn the direction of a line, no half of a sign. */
export function isPrintable(text: string): boolean {
  return !/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u.test(text)
}
