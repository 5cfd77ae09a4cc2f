import { z } from 'zod'

/** What clients send where the reference says one thing: null for absent, "1250" or 1000.0 for an integer, a number for a text (spec/api.md §2). */

/** null and absent are the same to every client. */
export const absentWhenNull = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional()) as unknown as z.ZodOptional<S>

const asNumber = (value: unknown): unknown => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)

/** An integer, also as digits in a text. */
export const whole = (min: number, max: number) => z.preprocess(asNumber, z.number('must be an integer').int('must be an integer').min(min).max(max))

/** A text, also as a number; without what no list or mail can show. */
export const textual = (min: number, max: number) =>
  z.preprocess((value) => (typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value), z.string().min(min).max(max).refine(isPrintable, 'holds signs that cannot be shown'))

/** No control characters, no marks that turn the direction of a line, no half of a sign. */
export function isPrintable(text: string): boolean {
  return !/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u.test(text)
}
