import { z } from 'zod'
import { absentWhenNull, anyCase, whole } from '#src/kernel/wire.ts'
import { mandateInput } from '#src/mandates/mandate.ts'
import { emailAddress, payerInput } from '#src/payers/payer.ts'
import { httpsUrl } from '#src/payments/paymentInput.ts'

const idOf = (prefix: string) =>
  z.string().max(64).regex(new RegExp(`^${prefix}_`), `must be an object, or an id that begins with ${prefix}_`)

/** The most a payment can be: ten million. */
const mostCents = 1_000_000_000

/** Who is to be scored: he is known by his e-mail (seed 003, "Ask for scoring"). */
const scoredPayer = z.object({ ...payerInput.shape, email: z.preprocess((value) => value ?? undefined, emailAddress) })

/** POST /v1/scoring. Amounts in cents, the duration in months. */
export const scoringInput = z
  .object({
    duration: whole(1, 24),
    amount: whole(1, mostCents),
    upfront: absentWhenNull(whole(0, mostCents)),
    currency: anyCase(['eur']),
    customer: z.union([idOf('cust'), scoredPayer]),
    sepa: absentWhenNull(z.union([idOf('sepa'), mandateInput])),
    return_url: httpsUrl,
  })
  .refine(({ amount, upfront = 0 }) => amount < 1 || upfront < amount, { path: ['upfront'], message: 'must be less than the amount' })
export type ScoringInput = z.output<typeof scoringInput>
