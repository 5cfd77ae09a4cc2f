import { z } from 'zod'
import { holdsPan } from '#src/cards/card.ts'
import { isUsualDay } from '#src/kernel/calendar.ts'
import { isSayable } from '#src/kernel/names.ts'
import { absentWhenNull, textual } from '#src/kernel/wire.ts'

/** A name of a person or a company: 3 to 64 (the reference says 4, one client 3: spec/api.md §16 point 22), and not blanks alone. */
export const nameOnWire = textual(3, 64)
  .refine((text) => typeof text !== 'string' || isSayable(text), 'must hold a letter or a digit')
  .refine((text) => typeof text !== 'string' || !holdsPan(text), 'must be a name')
/** YYYY-MM-DD, the one date of the wire that is no number (spec/api.md §2). */
export const birthDate = z.string().refine(isUsualDay, 'must be a date, YYYY-MM-DD')
export const countryCode = z.string().regex(/^[A-Za-z]{2}$/, 'must be two letters').transform((code) => code.toUpperCase())

export const emailAddress = z.string().min(5).max(64).regex(/^[^\s@<>"\p{Cc}\p{Cs}]+@[^\s@<>"\p{Cc}\p{Cs}]+$/u, 'must be an email address')
const mobile = textual(8, 16).refine((text) => typeof text !== 'string' || /^\+?[\d .()-]+$/.test(text), 'must be a telephone number')

const fields = {
  name: absentWhenNull(nameOnWire),
  email: absentWhenNull(emailAddress),
  mobile: absentWhenNull(mobile),
  external_id: absentWhenNull(textual(1, 36)),
  date_birth: absentWhenNull(birthDate),
  legal_id: absentWhenNull(textual(1, 64)),
  country: absentWhenNull(countryCode),
}

/** The payer as a payment or a check brings him along: "customer" on the wire (spec/api.md §8). */
export const payerInput = z.object(fields)
export type PayerInput = z.output<typeof payerInput>

/** POST /v1/customers: somebody who can be written to. */
export const newPayer = z
  .object(fields)
  .refine(({ email, mobile }) => (email ?? mobile) !== undefined, { path: ['email'], message: 'is required where there is no mobile' })
/** PATCH /v1/customers/{id}: what changes; null leaves things as they are, as everywhere on this wire. */
export const payerChange = payerInput

type Columns = 'name' | 'email' | 'mobile' | 'external_id' | 'born_on' | 'legal_id' | 'country'
export type PayerColumns = Record<Columns, string | null>

export const payerColumns = ({ name, email, mobile, external_id, date_birth, legal_id, country }: PayerInput): PayerColumns => ({
  name: name ?? null,
  email: email ?? null,
  mobile: mobile ?? null,
  external_id: external_id ?? null,
  born_on: date_birth ?? null,
  legal_id: legal_id ?? null,
  country: country ?? null,
})
