import { isDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { accountsOfMerchants, accountsOfSchemes, taxedAccounts, type Account } from './accounts.ts'
import type { LedgerBook, LedgerEntryKind } from '#src/platform/db.types.ts'

/** The two worlds of the API never mix: each has books of its own. Same words as `api_mode`. */
export type Book = LedgerBook
/** What happened: a row of rules.md §5.4. */
export type EntryKind = LedgerEntryKind

/**
 * One line: `amountCents` is signed, + debit, − credit, never zero. Merchant, scheme and tax code exactly where the account asks for them.
 */
export type Leg = { account: Account; amountCents: number; merchantId?: string; scheme?: string; taxCode?: string }

/** What a pure posting function gives: the kind and its balanced legs. No legs: there was nothing to book (an amount of zero). */
export type Draft = { kind: EntryKind; merchantId: string | null; legs: readonly Leg[]; reverses?: number }

export type Entry = Draft & {
  /** The business event, `capture:paym_…`: told twice, it is booked once. Printable ASCII, at most 200 characters. */
  eventKey: string
  book: Book
  /** ISO 4217 in lower case, as the API has it. */
  currency: string
  /** The payment, refund, dispute, payout or settlement it belongs to. */
  subjectId: string
  /** When it happened: domain time. */
  at: Date
  /** The day on which it counts. Absent: the Paris day of `at`. Later than that only, where that day is closed. */
  accountingOn?: Day
}

export type StoredEntry = Omit<Required<Entry>, 'reverses'> & { id: number; reverses: number | null }

export const dayOf = ({ at, accountingOn }: Pick<Entry, 'at' | 'accountingOn'>): Day => accountingOn ?? parisDay(at)

const fault = ({ eventKey }: Entry, what: string): RangeError => new RangeError(`ledger entry ${eventKey}: ${what}`)

const hasExactly = ({ account, merchantId, scheme, taxCode }: Leg): boolean =>
  accountsOfMerchants.has(account) === (merchantId !== undefined) && accountsOfSchemes.has(account) === (scheme !== undefined) &&
  taxedAccounts.has(account) === (taxCode !== undefined)

/** The sum of the legs, exact whatever their size. */
export const sumOf = (legs: readonly Leg[]): bigint => legs.reduce((sum, { amountCents }) => sum + BigInt(amountCents), 0n)

const checkLegs = (entry: Entry): void => {
  const { legs, merchantId } = entry
  if (legs.some(({ amountCents }) => !Number.isSafeInteger(amountCents) || amountCents === 0))
    throw fault(entry, 'an amount is no whole number of cents, or zero')
  if (legs.length < 2 || sumOf(legs) !== 0n) throw fault(entry, `does not balance: ${legs.length} legs, sum ${sumOf(legs)}`)
  if (!legs.every(hasExactly)) throw fault(entry, 'a leg lacks or has too much of merchant, scheme or tax code')
  if (legs.some((leg) => leg.merchantId !== undefined && leg.merchantId !== merchantId)) throw fault(entry, 'a leg is of another merchant')
}

/** Throws a RangeError on what the books could not hold: a fault of the program, never of a client. The database checks all of it again. */
export const checkEntry = (entry: Entry): void => {
  const { eventKey, currency, at, kind, reverses } = entry
  if (!/^[a-z_]+:[!-~]+$/.test(eventKey) || eventKey.length > 200) throw fault(entry, 'its key is no event key like capture:paym_1')
  if (!/^[a-z]{3}$/.test(currency)) throw fault(entry, `${currency} is no currency in lower case`)
  if (Number.isNaN(at.getTime()) || !isDay(dayOf(entry)) || dayOf(entry) < parisDay(at))
    throw fault(entry, 'counts on no day, or before it happened')
  if ((kind === 'reversal') !== (reverses !== undefined)) throw fault(entry, 'a reversal names what it reverses, and nothing else does')
  checkLegs(entry)
}

type Content = Pick<Entry, 'book' | 'kind' | 'currency' | 'merchantId' | 'subjectId' | 'legs'> & { reverses?: number | null }

/**
 * What must be the same when an event is told again; the instant may differ, since a retry is later. Legs in their order.
 */
export const contentOf = ({ book, kind, currency, merchantId, subjectId, reverses, legs }: Content): string =>
  JSON.stringify([
    book,
    kind,
    currency,
    merchantId,
    subjectId,
    reverses ?? null,
    ...legs.map((leg) => [leg.account, leg.amountCents, leg.merchantId ?? null, leg.scheme ?? null, leg.taxCode ?? null]),
  ])

/** The exact mirror: every leg the other way. An entry is corrected so, and by the right one after it; a reversal is never reversed. */
export const reversalOf = ({ id, kind, merchantId, legs }: Pick<StoredEntry, 'id' | 'kind' | 'merchantId' | 'legs'>): Draft => {
  if (kind === 'reversal') throw new RangeError(`ledger entry ${id} is a reversal itself`)
  return { kind: 'reversal', merchantId, reverses: id, legs: legs.map((leg) => ({ ...leg, amountCents: -leg.amountCents })) }
}
