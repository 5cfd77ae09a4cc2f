import { z } from 'zod'
import { isUsualDay } from '#src/kernel/calendar.ts'
import { invalid, type FieldErrors } from '#src/kernel/errors.ts'

/**
 * What nobody types and nobody sees: controls (but for line breaks and tabs), direction marks and overrides, zero-width marks, line and
 * paragraph separators, blanks that count as letters (Hangul fillers, empty Braille), tags, lone surrogates.
 */
const hostile =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/u
/** Persian, Indian scripts and families of emoji need joiners, between two signs that they join. */
const strayJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/u

const isClean = (text: string): boolean => !hostile.test(text) && !strayJoiner.test(text)

const clean = (value: unknown): unknown => (typeof value === 'string' ? value.normalize('NFC').replace(/\r\n?/g, '\n').trim() : value)

const base = (max: number) =>
  z.string({ error: 'web:field.missing' }).max(max, { error: 'web:field.too_long' }).refine(isClean, { error: 'web:field.bad_characters' })

/** One line of text, 1 to `max` characters once trimmed. */
export const line = (max: number) =>
  z.preprocess(
    clean,
    base(max).min(1, { error: 'web:field.missing' }).refine((text) => !/[\n\t]/.test(text), { error: 'web:field.bad_characters' }),
  )
/** One line that may be empty. */
export const optionalLine = (max: number) =>
  z.preprocess((value) => clean(value ?? ''), base(max).refine((text) => !/[\n\t]/.test(text), { error: 'web:field.bad_characters' }))
/** A day of the calendar, as a field of dates sends it. */
export const dayLine = () => line(10).refine(isUsualDay, { error: 'web:field.bad_date' })
/** A day, or none: one that was mistyped is never taken for none. */
export const optionalDayLine = () => optionalLine(10).refine((day) => day === '' || isUsualDay(day), { error: 'web:field.bad_date' })
/** Several lines of words, 1 to `max` characters. */
export const words = (max = 4_000) => z.preprocess(clean, base(max).min(1, { error: 'web:field.missing' }))
export const optionalWords = (max = 4_000) => z.preprocess((value) => clean(value ?? ''), base(max))
/** A password as typed: not trimmed, bounded so that hashing it costs no more than it should. */
export const secret = (max = 200) =>
  z.string({ error: 'web:field.missing' }).min(1, { error: 'web:field.missing' }).max(max, { error: 'web:field.too_long' })
export const email = () =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.string({ error: 'web:field.missing' }).max(254, { error: 'web:field.too_long' }).pipe(z.email({ error: 'web:field.bad_email' })),
  )
export const choice = <const T extends readonly [string, ...string[]]>(options: T) => z.enum(options, { error: 'web:field.bad_choice' })
/** A tick box: the browser sends it or not. */
export const tick = () => z.preprocess((value) => value === 'on' || value === 'true' || value === '1', z.boolean())
/** The mark of the proposal that was on the page (`proposalMark`): a form without one is of none that stands. */
export const proposalSeen = () => z.string().max(100).catch('')
/** A whole number written with digits only. */
export const whole = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : value),
    z.number({ error: 'web:field.bad_number' }).int({ error: 'web:field.bad_number' }).min(min, { error: 'web:field.too_small' }).max(max, {
      error: 'web:field.too_big',
    }),
  )

/** `room:path.to.key`; what a schema says of itself (« Invalid input: expected string, received array ») is no sentence of ours. */
const isTextKey = (message: string): boolean => /^[a-zA-Z]+:[\w.]+$/.test(message)

const errorsOf = (error: z.ZodError): FieldErrors => {
  const fields: FieldErrors = {}
  for (const issue of error.issues)
    fields[issue.path.join('.') || 'form'] ??= isTextKey(issue.message)
      ? issue.message
      : 'web:field.bad_value'
  return fields
}

/** The checked values of a form, or 422 naming every field that is wrong. */
export const parse = <T extends z.ZodType>(schema: T, input: unknown): z.output<T> => {
  const read = schema.safeParse(input ?? {})
  if (!read.success) throw invalid(errorsOf(read.error))
  return read.data
}

/** What was typed, for drawing the form again: text only, bounded; passwords and codes never come back. */
export const typed = (body: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object
      .entries(body)
      .filter(([name, value]) => typeof value === 'string' && !/password|code|secret|token/i.test(name))
      .map(([name, value]) => [name, (value as string).slice(0, 10_000)]),
  )
