import { z } from 'zod'
import { absentWhenNull } from '#src/kernel/wire.ts'
import { payerInput } from '#src/payers/payer.ts'
import { accountFields, accountInput } from './mandate.ts'

const anId = (prefix: string) =>
  z.string().max(64).regex(new RegExp(`^${prefix}_`), `must be an object, or an id that begins with ${prefix}_`)

/**
 * Three forms: `{ sepa, customer }`, each an object or an id; `{ id: "sepa_…" }`; the fields of a SEPA object (spec/api.md §7, §16 point
 * 18). The id goes before the object, the object before the fields.
 */
export const checkInput = z
  .object({
    id: absentWhenNull(anId('sepa')),
    sepa: absentWhenNull(z.union([anId('sepa'), accountInput])),
    customer: absentWhenNull(z.union([anId('cust'), payerInput])),
    ...accountFields,
  })
  .refine(({ id, sepa, iban }) => (id ?? sepa ?? iban) !== undefined, {
    path: ['sepa'],
    message: 'is required: an object, or the id of one',
  })
export type CheckInput = z.output<typeof checkInput>

/** What the bank said. `isIbanValid`: the account exists and takes payments. Null: the bank does not tell, or was not asked. */
export type BankAnswer = {
  response: string
  nameScore: number | null
  isBirthDateRight: boolean | null
  isIbanValid: boolean
  isIbanTypeRight: boolean | null
}

type Judged = { state: string; name_score: number | null; is_birth_date_right: boolean | null; is_iban_valid: boolean | null }

/** From there on two names are taken for the same: an accent lost or a second given name left out still is. */
const enough = 80

/** Whether customer and account belong together, all in all; null until the bank has answered. */
export const isVerified = ({ state, name_score: score, is_birth_date_right: birth, is_iban_valid: iban }: Judged): boolean | null =>
  state === 'checked' ? iban === true && (score ?? 0) >= enough && birth !== false : null

const hour = 3_600_000
/** A bank answers within minutes. One that has not after two days will not. */
export const isTooLate = (sentAt: Date, now: Date): boolean => now.getTime() - sentAt.getTime() >= 48 * hour
/** "Response received too late" of the reference's codes. */
export const tooLate = '68'
