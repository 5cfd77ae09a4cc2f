import { z } from 'zod'
import { holdsPan } from '#src/cards/card.ts'
import { isBic, isIban, normaliseBic, normaliseIban } from '#src/kernel/identifiers.ts'
import { isSayable } from '#src/kernel/names.ts'
import { absentWhenNull, isPrintable, textual, whole } from '#src/kernel/wire.ts'
import { isUsualDay } from '#src/kernel/calendar.ts'

type Normalise = (text: string) => string
const compacted = (normalise: Normalise) => (value: unknown): unknown =>
  typeof value === 'string' && value.length <= 200 ? normalise(value) : value

/** Length of its country and mod 97; the national key inside is no reason to refuse (spec/api.md §7). No message repeats what was sent. */
const iban = z.preprocess(
  compacted(normaliseIban),
  z.string().min(15).max(34).refine(isIban, 'is not an IBAN: its length or its check digits are wrong'),
)
const bic = z.preprocess(compacted(normaliseBic), z.string().refine(isBic, 'must have 8 or 11 characters, as a BIC has'))
const holder = textual(3, 64)
  .refine((text) => typeof text !== 'string' || isSayable(text), 'must hold a letter or a digit')
  .refine((text) => typeof text !== 'string' || !holdsPan(text), 'must be a name')
const reference = textual(3, 35).refine((text) => typeof text !== 'string' || isPrintable(text))
/** Unix seconds up to the year 9999; clients' tests sign mandates in years to come. */
const signedAt = whole(0, 253_402_300_799)
const bornOn = z.string().refine(isUsualDay, 'must be a date, YYYY-MM-DD')

const fields = {
  bic: absentWhenNull(bic),
  mandate: absentWhenNull(reference),
  date_birth: absentWhenNull(bornOn),
  // the reference has both names; `date_mandate` is the one clients send (spec/api.md §7)
  date_mandate: absentWhenNull(signedAt),
  mandate_date: absentWhenNull(signedAt),
}
type Dates = { date_mandate?: number | undefined; mandate_date?: number | undefined }

/** The instant of the signature, by either of its names. */
export const signatureOf = ({ date_mandate, mandate_date }: Dates): Date | null => {
  const seconds = date_mandate ?? mandate_date
  return seconds === undefined ? null : new Date(seconds * 1_000)
}

/** Of a mandate that nobody can name nothing was signed. */
const isNamed = ({ mandate, ...dates }: Dates & { mandate?: string | undefined }): boolean =>
  mandate !== undefined || signatureOf(dates) === null
const needed = 'is required with date_mandate'
const unnamed = () => ({ path: ['mandate'], message: needed })

/** An account to debit, as a payment or POST /v1/sepa brings it: "sepa" on the wire. */
export const mandateInput = z.object({ iban, name: holder, ...fields }).refine(isNamed, unnamed())
export type MandateInput = z.output<typeof mandateInput>

/** The same where the customer beside it may say the name (account verification). */
export const accountInput = z.object({ iban, name: absentWhenNull(holder), ...fields }).refine(isNamed, unnamed())
export type AccountInput = z.output<typeof accountInput>
/** Its fields, each of them optional. */
export const accountFields = { iban: absentWhenNull(iban), name: absentWhenNull(holder), ...fields }

/** PATCH /v1/sepa/{id}: what changes. The IBAN is there to be refused in words where it is another one. */
export const mandateChange = z.object(accountFields)
export type MandateChange = z.output<typeof mandateChange>

type Signable = { name: string; mandate: string | null; signed_at: Date | null }

/**
 * What of a change the state of the mandate forbids, field by field. Signed, name, reference and date stand as they were signed: who renews
 * a mandate makes another (seed 003, "Update a sepa").
 */
export const frozenFaults = (row: Signable, changed: Partial<Signable>): Record<string, string> => {
  const frozen = 'cannot be changed: the mandate is signed, create another'
  if (row.signed_at !== null) {
    const names: [keyof Signable, string][] = [['name', 'name'], ['mandate', 'mandate'], ['signed_at', 'date_mandate']]
    return Object.fromEntries(names.filter(([column]) => changed[column] !== undefined).map(([, field]) => [field, frozen]))
  }
  return changed.signed_at && !(changed.mandate ?? row.mandate) ? { mandate: needed } : {}
}
