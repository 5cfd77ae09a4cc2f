import type { z } from 'zod'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { Refusal } from '#src/kernel/errors.ts'
import { withoutCardNumbers } from '#src/kernel/identifiers.ts'
import { translator } from './i18n.ts'

/** What the `message` of an API error is: words, or words and the id of what stands in the way. Never a list (spec/api.md §3). */
export type ApiMessage = string | { error: string; id: string }

type Details = Refusal['details']
const named = (error: string) => ({ id }: Details): ApiMessage => ({ error, id: String(id) })

const before: Record<string, string> = dictionary({
  draft: 'nothing was asked of a bank yet',
  authorizing: 'its bank has not answered yet',
})
/** How a payment stands, where that is why something cannot be done with it. */
const standing = (state: Details[string] | undefined): string => before[String(state)] ?? `it is ${state}`

/** The documented sentences, word for word; real clients compare some of them (spec/api.md §3). */
const sentences: Record<string, (details: Details) => ApiMessage> = dictionary({
  unauthorized: () => 'You are not authorized to access this resource: a secret API key is expected as the user name',
  not_found: () => 'Nothing matches the given URI',
  // said back as it came; but for a card number that somebody took for an id
  no_such: ({ noun, id }) => `No such ${noun} ${withoutCardNumbers(String(id))}`,
  // of one that is hidden from the merchant (rules.md X-03) the id is not told
  payment_exists: (
    details,
  ) => (details['id'] ? named('Payment already exists, duplicate unique_id')(details) : 'Payment already exists, duplicate unique_id'),
  card_exists: named('Card already exists, you may want to update it instead creating a new one'),
  customer_exists: named('Customer already exists, you may want to update it instead creating a new one'),
  sepa_exists: named('SEPA already exists, you may want to update it instead creating a new one'),
  payment_is_processed: ({ fields }) => `Payment is processed: ${fields} cannot be changed any more`,
  payment_not_capturable: ({ state }) => `Payment cannot be captured: ${standing(state)}`,
  payment_not_refundable: ({ state }) => `Payment cannot be refunded: ${standing(state)}`,
  amount_is_fixed: ({ amount }) => `Payment is captured already, or about to be, for ${amount}: its amount cannot be changed any more`,
  partial_before_capture: () => 'Payment cannot be partially refunded before it has been captured',
  payment_under_review: () =>
    'Payment cannot be refunded while a fraud case on it is under review: do not refund the payer by other means either',
  too_many: ({ retryAfter }) => `You are requesting too many objects: try again in ${retryAfter} s`,
  too_large: () => 'The body is too large: 1 MB at most',
  bad_request: () => 'The body is not readable JSON',
  bad_encoding: () => 'The body must be written in UTF-8, and compressed by gzip, deflate or br if it is',
  bad_address: () => 'The address is not readable: a % in it must be followed by two hexadecimal digits that make UTF-8',
  not_json: () => 'The body must be a JSON object, sent as Content-Type: application/json',
  maintenance: () => 'The API is closed for maintenance: try again later',
  live_only: () => 'Not implemented in test mode: payouts exist in live mode only',
  no_open_banking: () =>
    'Not implemented in live mode: no provider of account information (DSP2) is connected here, and a live score is never simulated. Scoring works in test mode',
  broken: () => 'Something broke on our side: try again later',
})

const english = translator('en')

/** One string that names every field that is wrong. */
const fieldWords = (fields: Refusal['fields']): string =>
  Object.entries(fields).map(([name, said]) => `${name}: ${/^[a-z_]+:/.test(said) ? english(said) : said}`).join('; ')

export const apiMessage = ({ code, fields, details }: Refusal): ApiMessage => {
  if (Object.keys(fields).length > 0) return fieldWords(fields)
  const sentence = sentences[code]
  return sentence ? sentence(details) : code.replaceAll('_', ' ')
}

type Issue = z.core.$ZodIssue

const bounds = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string => {
  const [side, bound] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum]
  if (issue.origin === 'string') return `must have ${side} ${bound} characters`
  return issue.origin === 'array' ? `must have ${side} ${bound} entries` : `must be ${side} ${bound}`
}

const kinds: Record<string, string> = dictionary({
  int: 'an integer',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
})

const wordsOf = (issue: Issue): string => {
  if (issue.code === 'too_small' || issue.code === 'too_big') return bounds(issue)
  if (issue.code === 'invalid_type')
    return issue.input === undefined || issue.input === null
      ? 'is required'
      : `must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  return issue.message
}

/** Which branch the sender meant is not ours to guess: the words of the last, which is the fullest. */
const flat = (issue: Issue): Issue[] => (issue.code === 'invalid_union' && issue.errors.length > 0
  ? issue.errors.at(-1)!.map((one) => ({ ...one, path: [...issue.path, ...one.path] })).flatMap(flat)
  : [issue])

/** What a schema found wrong, field by field, in words (`card.exp_month` → `must be at most 12`). */
export const fieldsOf = (error: z.ZodError): Record<string, string> => {
  const fields: Record<string, string> = {}
  for (const issue of error.issues.flatMap(flat)) fields[issue.path.join('.') || 'body'] ??= wordsOf(issue)
  return fields
}
