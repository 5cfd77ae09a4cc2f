import { binOf } from '#src/cards/bins.ts'
import { askedDay, askedOf, askedText } from '#src/kernel/asked.ts'
import { isUsualDay, type Day } from '#src/kernel/calendar.ts'
import { cardNumbersIn, isIban } from '#src/kernel/identifiers.ts'
import { hasLuhn } from '#src/kernel/identifiers/checkDigits.ts'
import { isId } from '#src/kernel/ids.ts'
import { parseCents } from '#src/kernel/money.ts'
import type { ApiMode, PaymentMethod, PaymentState } from '#src/platform/db.types.ts'

export const paymentStates = [
  'captured',
  'to_capture',
  'capture_sent',
  'authorized',
  'authorizing',
  'draft',
  'disputed',
  'refused',
  'failed',
  'canceled',
  'expired',
] as const satisfies readonly PaymentState[]
export const paymentMethods = ['card', 'sepa'] as const satisfies readonly PaymentMethod[]
export const paymentSorts = ['newest', 'oldest', 'largest', 'smallest'] as const
export type PaymentSort = (typeof paymentSorts)[number]

/**
 * What a list of payments is asked for. `from`, `to`: days of Paris, both included. `after`: the last payment of the page before.
 * `archive`: with what is past its active time, on a list of ours.
 */
export type PaymentQuery = {
  world: ApiMode
  search: string
  state: PaymentState | null
  method: PaymentMethod | null
  from: Day | null
  to: Day | null
  sort: PaymentSort
  archive: boolean
  after: string | null
}

/** By which id a payment is found: its own, or that of what hangs on it. */
const nouns = {
  paym: 'payment',
  refd: 'refund',
  dspt: 'dispute',
  card: 'card',
  sepa: 'mandate',
  cust: 'payer',
  pout: 'payout',
  mrch: 'merchant',
} as const
export type SoughtNoun = (typeof nouns)[keyof typeof nouns]

/** How what was typed is understood: one box for every way a payment is known. */
export type Sought =
  | { by: 'id'; noun: SoughtNoun; id: string }
  | { by: 'days'; from: Day; to: Day }
  /** `reference`: an order, a unicity key, the acquirer's reference. Of several readings each is looked for. */
  | { by: 'text'; reference: string | null; last4: string | null; amountsCents: readonly number[] }

/** What is no answer of ours is as if it were not there. */
export const readPaymentQuery = (query: Record<string, unknown>, world: ApiMode = 'live'): PaymentQuery => {
  const after = askedText(query['after'], 40)
  return {
    world: askedOf(['live', 'test'] as const, query['world']) ?? world,
    search: askedText(query['q'], 100),
    state: askedOf(paymentStates, query['state']),
    method: askedOf(paymentMethods, query['method']),
    from: askedDay(query['from']),
    to: askedDay(query['to']),
    sort: askedOf(paymentSorts, query['sort']) ?? 'newest',
    archive: query['archive'] === '1',
    after: isId('paym', after) ? after : null,
  }
}

/** As an address; what is not set is left out. `usual`: the world that need not be said. */
export const paymentAddress = (
  path: string,
  { world, search, state, method, from, to, sort, archive, after }: PaymentQuery,
  usual: ApiMode = 'live',
): string => {
  const said = {
    q: search,
    world: world === usual ? null : world,
    state,
    method,
    from,
    to,
    sort: sort === 'newest' ? null : sort,
    archive: archive ? '1' : null,
    after,
  }
  const kept = Object.entries(said).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path
}

/**
 * The last four of a whole card number or IBAN, null where it is neither. Neither stands in an address, a history, a log (SEC-03, SEC-05).
 * A long order number may pass for a card's by its key: what no network issues is none, nor are fourteen digits, which are a SIRET.
 */
export const lastFourOfWhole = (search: string): string | null => {
  const runs = [...search.matchAll(/\d(?:[ .-]?\d){12,18}/g)].map(([run]) => run.replace(/\D/g, ''))
  const number = cardNumbersIn(search)[0] ?? runs.find((run) => run.length !== 14 && hasLuhn(run) && binOf(run).brand !== null)
  const plain = search.replace(/[\s-]/g, '').toUpperCase()
  return isIban(plain) ? plain.slice(-4) : (number?.slice(-4) ?? null)
}

/** 2026-03-02, 2/3/2026, 02.03.2026. */
const dayOf = (said: string): Day | null => {
  const french = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(said)
  const day = french ? `${french[3]}-${french[2]!.padStart(2, '0')}-${french[1]!.padStart(2, '0')}` : said
  return isUsualDay(day) ? day : null
}

/** One day, or two with something between them. */
const daysOf = (search: string): { from: Day; to: Day } | null => {
  const ends = search.split(/\s*(?:\.\.\.?|…|–|—)\s*|\s+(?:-|au|à|to)\s+/)
  const [from, to] = [dayOf(ends[0] ?? ''), dayOf(ends.at(-1) ?? '')]
  if (ends.length > 2 || !from || !to) return null
  return from <= to ? { from, to } : { from: to, to: from }
}

/** « 12,50 » is one amount. « 1250 » is 1 250 € to who writes and 12,50 € to who copies the API's cents: both. */
const amountsOf = (search: string): number[] => {
  const cents = parseCents(search)
  if (cents === null || cents < 0) return []
  return /^\d+$/.test(search) ? [Number(search), cents] : [cents]
}

/** « •••• 4242 », as pages write it, is an end and nothing else. */
const masked = /^[*•.…xX\s]*[*•….][*•.…xX\s]*([0-9A-Za-z]{4})$/

export const soughtIn = (search: string): Sought | null => {
  if (search === '') return null
  const noun = nouns[search.slice(0, 4) as keyof typeof nouns] as SoughtNoun | undefined
  if (noun && isId(search.slice(0, 4), search)) return { by: 'id', noun, id: search }
  const days = daysOf(search)
  if (days) return { by: 'days', ...days }
  const end = masked.exec(search)?.[1]
  if (end) return { by: 'text', reference: null, last4: end.toUpperCase(), amountsCents: [] }
  const isMoney = /€/.test(search)
  return {
    by: 'text',
    reference: isMoney ? null : search,
    last4: /^[0-9A-Za-z]{4}$/.test(search) ? search.toUpperCase() : null,
    amountsCents: amountsOf(search),
  }
}
