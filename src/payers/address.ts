import { z } from 'zod'
import { absentWhenNull, isPrintable, textual } from '#src/kernel/wire.ts'

const mostDeep = 4
const mostSigns = 4_000

/** Texts, numbers and lists, a few levels deep. Looks at depth first: what is nested a thousand times cannot even be written down. */
const isShallow = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return isPrintable(value)
  if (value === null || typeof value !== 'object') return true
  return depth < mostDeep && Object.entries(value).every(([name, one]) => isPrintable(name) && isShallow(one, depth + 1))
}

/** The object itself, or one client's way: the text of it (lib-php), which is read; it is answered as an object to all. */
const unwrapped = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

const metadata = z.preprocess(
  unwrapped,
  z
    .record(z.string(), z.unknown())
    .refine(
      (value) => isShallow(value) && JSON.stringify(value).length <= mostSigns,
      `must be plain values, ${mostDeep} levels deep and ${mostSigns} characters at most`,
    ),
)

/** Two signs, letters or not: one client's tests send digits (spec/api.md §9). */
const country = z.string().regex(/^[A-Za-z0-9]{2}$/, 'must have 2 letters').transform((code) => code.toUpperCase())
const line = textual(1, 50)
const optional = {
  line1: absentWhenNull(line),
  line2: absentWhenNull(line),
  line3: absentWhenNull(line),
  state: absentWhenNull(textual(1, 3)),
  metadata: absentWhenNull(metadata),
}
const required = { city: textual(1, 50), zip_code: textual(2, 16), country }

/** POST /v1/addresses. The `email` of the reference is a copy error, and no more than any other unknown key. */
export const addressInput = z.object({ ...required, ...optional })
/** PATCH: what changes. The reference has it, newer clients do not; the mandatory fields are mandatory once. */
export const addressChange = z.object({
  city: absentWhenNull(required.city),
  zip_code: absentWhenNull(required.zip_code),
  country: absentWhenNull(country),
  ...optional,
})

export type AddressInput = z.output<typeof addressInput>
export type AddressChange = z.output<typeof addressChange>
