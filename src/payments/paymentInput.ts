import { isIP } from 'node:net'
import { z } from 'zod'
import { cardInput } from '#src/cards/card.ts'
import { mandateInput } from '#src/mandates/mandate.ts'
import { payerInput } from '#src/payers/payer.ts'
import { absentWhenNull, anyCase, isPrintable, kept, textual, whole } from '#src/kernel/wire.ts'

/** spec/api.md §5.1: the eleven that clients exercise, in any case. */
export const currencies = ['eur', 'usd', 'gbp', 'aud', 'cad', 'chf', 'dkk', 'jpy', 'nok', 'pln', 'sek'] as const

/** Ten million: beyond any card's limit, and a year of them still is a safe integer. */
const mostCents = 1_000_000_000

/** Written out, without what a reader of addresses would forgive: what is stored is said back, and followed, as it stands. */
const isHttps = (text: string): boolean => /^https:\/\/[^\s/\\]\S*$/i.test(text) && isPrintable(text) && URL.canParse(text)
export const httpsUrl = z.string().max(2_048).refine(isHttps, 'must be an https address')

const device = z.object({
  ip: z.string().refine((text) => isIP(text) !== 0, 'must be an IP address'),
  port: absentWhenNull(whole(1, 65_535)),
  user_agent: absentWhenNull(kept(256)),
  http_accept: absentWhenNull(kept(2_048)),
  languages: absentWhenNull(kept(128)),
  city: absentWhenNull(kept(64)),
  country: absentWhenNull(kept(64)),
})

/** Asked for; with an address to come back to, or through our own page. */
export type Auth = { returnUrl?: string }

/** Four forms are in use: `true`, `{status: "request"}`, `{return_url}`, and both; false is none. */
const auth = z.union([
  z.boolean().transform((isAsked) => (isAsked ? ({} as Auth) : undefined)),
  z.object({ status: absentWhenNull(z.literal('request')), return_url: absentWhenNull(httpsUrl) }).transform((
    { return_url: returnUrl },
  ): Auth => (returnUrl ? { returnUrl } : {})),
])

const methods = ['card', 'sepa'] as const
const methodsAllowed = z.union([
  z.enum(methods).transform((one) => [one]),
  z.array(z.enum(methods)).min(1).max(2).transform((all) => [...new Set(all)]),
])

const idOf = (prefix: string) =>
  z.string().max(64).regex(new RegExp(`^${prefix}_`), `must be an object, or an id that begins with ${prefix}_`)

const fields = {
  description: absentWhenNull(textual(3, 64)),
  order_id: absentWhenNull(textual(1, 36)),
  unique_id: absentWhenNull(textual(1, 36)),
  methods_allowed: absentWhenNull(methodsAllowed),
  card: absentWhenNull(z.union([idOf('card'), cardInput])),
  sepa: absentWhenNull(z.union([idOf('sepa'), mandateInput])),
  customer: absentWhenNull(z.union([idOf('cust'), payerInput])),
  auth: absentWhenNull(auth),
  device: absentWhenNull(device),
  return_url: absentWhenNull(httpsUrl),
  billing_address: absentWhenNull(idOf('addr')),
  shipping_address: absentWhenNull(idOf('addr')),
}

const currency = anyCase(currencies)
const amount = whole(0, mostCents)

/** A card check is for nothing and is never captured; else half a euro at least (spec/api.md §5.1). */
const isEnough = ({ amount: cents, capture }: { amount: number; capture?: boolean | undefined }): boolean =>
  cents >= 50 || (cents === 0 && capture === false)

/** POST /v1/checkout. */
export const paymentInput = z.object({ amount, currency, capture: absentWhenNull(z.boolean()), ...fields }).superRefine(
  (value, context) => {
    const said = (name: string, message: string): void => context.addIssue({ code: 'custom', path: [name], message })
    if (!isEnough(value)) said('amount', 'must be at least 50')
    if (value.card && value.sepa) said('sepa', 'cannot stand beside a card')
    if (value.sepa && value.amount === 0) said('amount', 'must be at least 50 for a SEPA payment')
    if (value.sepa && value.currency !== 'eur') said('currency', 'must be eur for a SEPA payment')
    if (value.auth?.returnUrl && !value.device) said('device', 'is required with auth.return_url')
  },
)
export type PaymentInput = z.output<typeof paymentInput>

/** PATCH /v1/checkout/{id}: what changed, and nothing else. */
export const paymentChange = z
  .object({
    amount: absentWhenNull(amount),
    currency: absentWhenNull(currency),
    capture: absentWhenNull(z.boolean()),
    ...fields,
    status: absentWhenNull(z.enum(['authorize', 'capture'])),
  })
  .superRefine((value, context) => {
    if (value.card && value.sepa) context.addIssue({ code: 'custom', path: ['sepa'], message: 'cannot stand beside a card' })
    if (value.amount !== undefined && value.amount > 0 && value.amount < 50)
      context.addIssue({ code: 'custom', path: ['amount'], message: 'must be at least 50' })
  })
export type PaymentChange = z.output<typeof paymentChange>
