import { sql, type RawBuilder } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { dayOf, type Book, type Entry, type StoredEntry } from './entry.ts'

export type Written = { id: number; eventKey: string }

const column = <T>(values: readonly T[], type: string) => sql`${values}::${sql.raw(type)}[]`

const saidEntries = (entries: readonly Entry[]) =>
  sql`unnest(
  ${column(entries.map(({ book }) => book), 'ledger_book')}, ${column(entries.map(({ eventKey }) => eventKey), 'text')}, ${column(entries.map(({ kind }) => kind), 'ledger_entry_kind')},
  ${column(entries.map(({ currency }) => currency), 'text')}, ${column(entries.map(({ merchantId }) => merchantId), 'text')}, ${column(entries.map(({ subjectId }) => subjectId), 'text')},
  ${column(entries.map(({ at }) => at.toISOString()), 'timestamptz')}, ${column(entries.map(dayOf), 'date')}, ${column(entries.map(({ reverses }) => reverses ?? null), 'bigint')})
  as said (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on, reverses)`

const saidLegs = (entries: readonly Entry[]) => {
  const legs = entries.flatMap(({ eventKey, legs: own }) => own.map((leg, i) => ({ ...leg, eventKey, place: i + 1 })))
  return sql`unnest(
    ${column(legs.map(({ eventKey }) => eventKey), 'text')}, ${column(legs.map(({ place }) => place), 'smallint')}, ${column(legs.map(({ account }) => account), 'smallint')},
    ${column(legs.map(({ merchantId }) => merchantId ?? null), 'text')}, ${column(legs.map(({ scheme }) => scheme ?? null), 'text')},
    ${column(legs.map(({ amountCents }) => amountCents), 'bigint')}, ${column(legs.map(({ taxCode }) => taxCode ?? null), 'text')})
    as leg (event_key, place, account, merchant_id, scheme, amount_cents, tax_code)`
}

/**
 * Entries and postings in one statement. Left out, without an error: an event that is booked already (the other transaction is awaited), an
 * entry reversed already, a closed day. In the order of their keys, so that two who tell the same events at once do not lock each other
 * out.
 */
export const insertEntries = async (db: WritableDb, entries: readonly Entry[]): Promise<Written[]> =>
  (await sql<Written>`
    with written as (
      insert into ledger_entries (book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on, reverses)
      select book, event_key, kind, currency, merchant_id, subject_id, at, accounting_on, reverses from ${saidEntries(entries)}
      where not exists (select from ledger_periods closed where closed.book = said.book and closed.closed_to >= said.accounting_on)
      order by event_key collate "C"
      on conflict do nothing
      returning id, event_key, written_in, book, currency),
    legs as (
      insert into ledger_postings (entry_id, leg, written_in, book, currency, account, merchant_id, scheme, amount_cents, tax_code)
      select written.id, leg.place, written.written_in, written.book, written.currency, leg.account, leg.merchant_id, leg.scheme, leg.amount_cents, leg.tax_code
      from ${saidLegs(entries)} join written on written.event_key = leg.event_key)
    select id, event_key as "eventKey" from written`
    .execute(db))
    .rows

type Row = Omit<StoredEntry, 'legs' | 'at'> & {
  at: Date
  legs: { account: number; amountCents: number; merchantId: string | null; scheme: string | null; taxCode: string | null }[]
}

const readStored = ({ legs, ...rest }: Row): StoredEntry => ({
  ...rest,
  legs: legs.map(({ account, amountCents, merchantId, scheme, taxCode }) =>
    ({ account, amountCents, ...(merchantId && { merchantId }), ...(scheme && { scheme }), ...(taxCode && { taxCode }) }) as StoredEntry[
      'legs'
    ][number]
  ),
})

const storedWhere = async (db: ReadDb, condition: RawBuilder<unknown>): Promise<StoredEntry[]> => {
  const { rows } = await sql<Row>`
    select e.id, e.book, e.event_key as "eventKey", e.kind, e.currency, e.merchant_id as "merchantId", e.subject_id as "subjectId", e.at, e.accounting_on as "accountingOn",
      e.reverses, legs.legs
    from ledger_entries e cross join lateral (
      select coalesce(json_agg(json_build_object('account', p.account, 'amountCents', p.amount_cents, 'merchantId', p.merchant_id, 'scheme', p.scheme, 'taxCode', p.tax_code)
        order by p.leg), '[]') as legs
      from ledger_postings p where p.entry_id = e.id) legs
    where ${condition}`
    .execute(db)
  return rows.map(readStored)
}

export const listEntriesByKey = (db: ReadDb, keys: readonly string[]): Promise<StoredEntry[]> =>
  storedWhere(db, sql`e.event_key = any(${keys}::text[])`)

export const findEntry = async (db: ReadDb, id: number): Promise<StoredEntry | null> =>
  (await storedWhere(db, sql`e.id = ${id}`))[0] ?? null

/** Which of these entries were reversed: their ids. */
export const listReversed = async (db: ReadDb, ids: readonly number[]): Promise<number[]> =>
  (await sql<{ reverses: number }>`select reverses from ledger_entries where reverses = any(${ids}::bigint[])`.execute(db)).rows.map((
    { reverses },
  ) => reverses)

export const listEntriesOfSubject = (db: ReadDb, subjectId: string): Promise<StoredEntry[]> =>
  storedWhere(db, sql`e.subject_id = ${subjectId} order by e.id`)

/** Of a payment and of what hangs on it, in the order they were booked. */
export const listEntriesOfSubjects = (db: ReadDb, subjectIds: readonly string[]): Promise<StoredEntry[]> =>
  storedWhere(db, sql`e.subject_id = any(${subjectIds}::text[]) order by e.id`)

/** `currency`: of that one only. `before`: the last entry of the page before. */
export type MerchantPage = { merchantId: string; book: Book; currency?: string | null; before?: number | null; limit: number }

export const listEntriesOfMerchant = (
  db: ReadDb,
  { merchantId, book, currency = null, before = null, limit }: MerchantPage,
): Promise<StoredEntry[]> =>
  storedWhere(
    db,
    sql`e.merchant_id = ${merchantId} and e.book = ${book} and (${currency}::text is null or e.currency = ${currency}::text) and e.id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by e.id desc limit ${limit}`,
  )

export type DayTotal = { day: Day; account: number; currency: string; debitCents: number; creditCents: number }
export type Days = { book: Book; from: Day; to: Day }

const totalColumns = sql`p.account, p.currency, coalesce(sum(p.amount_cents) filter (where p.amount_cents > 0), 0)::bigint as "debitCents",
  coalesce(-sum(p.amount_cents) filter (where p.amount_cents < 0), 0)::bigint as "creditCents"`

/** What moved on each account on each of these days, both ends included. */
export const listDayTotals = async (db: ReadDb, { book, from, to }: Days): Promise<DayTotal[]> =>
  (await sql<DayTotal>`select e.accounting_on as day, ${totalColumns} from ledger_entries e join ledger_postings p on p.entry_id = e.id
    where e.book = ${book} and e.accounting_on between ${from}::date and ${to}::date group by e.accounting_on, p.account, p.currency order by 1, 2, 3`
    .execute(db))
    .rows

/** What stands on each account at the end of a day, everything before it included. */
export const listTotals = async (db: ReadDb, { book, to }: Omit<Days, 'from'>): Promise<Omit<DayTotal, 'day'>[]> =>
  (await sql<Omit<DayTotal, 'day'>>`select ${totalColumns} from ledger_entries e join ledger_postings p on p.entry_id = e.id
    where e.book = ${book} and e.accounting_on <= ${to}::date group by p.account, p.currency order by 1, 2`
    .execute(db))
    .rows
