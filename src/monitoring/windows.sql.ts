import { sql, type RawBuilder } from 'kysely'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { measures, type Measure, type Sums } from './facts.ts'
import { columnOf } from './merchantDays.sql.ts'

/** Of each merchant something happened to in the month that ends on the day. */
export type WindowRow = {
  merchantId: string
  mcc: string | null
  naf: string | null
  openedOn: Day
  declaredMonthlyCents: number
  hasSite: boolean
  sums: number[]
  beforeCaptures: number
  beforeCents: number
  beforeDays: number
  historyCards: number
  historyForeign: number
  calendarMonthCents: number
  firstOn: Day | null
  firstInWeekOn: Day | null
  lastBeforeOn: Day | null
  yearBeforeCents: number
}

const weekMeasures: readonly Measure[] = ['captures', 'capturedCents', 'refundedCents', 'disputedCents']
const dayMeasures: readonly Measure[] = [
  'captures',
  'capturedCents',
  'cardCaptures',
  'attempts',
  'declines',
  'refunds',
  'refundedCents',
  'disputes',
]

const summed = (names: readonly Measure[], from: Day): RawBuilder<unknown>[] =>
  names.map((name) => sql`coalesce(sum(${sql.ref(columnOf(name))}) filter (where traded_on >= ${from}::date), 0)`)

/** The windows that end on a day, of everybody, in one walk over the days: a month, a week, the day; what is usual before them. */
const windows = (day: Day): RawBuilder<unknown> =>
  sql`
  select merchant_id, array[${sql.join([...summed(measures, addDays(day, -29)), ...summed(weekMeasures, addDays(day, -6)), ...summed(dayMeasures, day)])}]::bigint[] as sums,
    coalesce(sum(captures) filter (where traded_on >= ${addDays(day, -28)}::date and traded_on < ${day}::date), 0) as before_captures, coalesce(sum(captured_cents) filter (where traded_on >= ${addDays(day, -28)}::date and traded_on < ${day}::date), 0) as before_cents,
    count(*) filter (where captures > 0 and traded_on >= ${addDays(day, -28)}::date and traded_on < ${day}::date) as before_days,
    coalesce(sum(card_captures) filter (where traded_on < ${addDays(day, -29)}::date), 0) as history_cards, coalesce(sum(foreign_captures) filter (where traded_on < ${addDays(day, -29)}::date), 0) as history_foreign,
    coalesce(sum(captured_cents) filter (where traded_on >= ${`${day.slice(0, 8)}01`}::date), 0) as calendar_cents, min(traded_on) filter (where captures > 0 and traded_on >= ${addDays(day, -6)}::date) as first_in_week
  from merchant_days where traded_on > ${addDays(day, -120)}::date and traded_on <= ${day}::date group by merchant_id having max(traded_on) >= ${addDays(day, -29)}::date`

/**
 * The first day of his, the last before the week and, where the week broke a silence, the year that led up to it: a look-up each, by the
 * key.
 */
const lives = (day: Day): RawBuilder<unknown> =>
  sql`
  left join lateral (select traded_on from merchant_days f where f.merchant_id = w.merchant_id and f.captures > 0 and f.traded_on <= ${day}::date order by f.traded_on limit 1) first on true
  left join lateral (select traded_on from merchant_days l where w.first_in_week is not null and l.merchant_id = w.merchant_id and l.captures > 0 and l.traded_on < ${addDays(day, -6)}::date order by l.traded_on desc limit 1) last on true
  left join lateral (select sum(captured_cents) as cents from merchant_days y where last.traded_on < w.first_in_week - 7 and y.merchant_id = w.merchant_id and y.traded_on > last.traded_on - 365 and y.traded_on <= last.traded_on) year on true`

const known =
  sql`m.id as "merchantId", c.mcc, c.naf, (m.created_at at time zone 'Europe/Paris')::date as "openedOn", coalesce(c.expected_monthly_cents, 0) as "declaredMonthlyCents", coalesce(c.website, '') <> '' as "hasSite"`
const knownFrom = sql`left join dossiers d on d.merchant_id = m.id left join companies c on c.dossier_id = d.id`

export const windowsOn = (day: Day): RawBuilder<WindowRow> =>
  sql<WindowRow>`
  with w as (${windows(day)})
  select ${known}, w.sums, w.before_captures::int as "beforeCaptures", w.before_cents::bigint as "beforeCents", w.before_days::int as "beforeDays", w.history_cards::int as "historyCards", w.history_foreign::int as "historyForeign",
    w.calendar_cents::bigint as "calendarMonthCents", first.traded_on as "firstOn", w.first_in_week as "firstInWeekOn", last.traded_on as "lastBeforeOn", coalesce(year.cents, 0)::bigint as "yearBeforeCents"
  from w join merchants m on m.id = w.merchant_id ${knownFrom} ${lives(day)}`

export const readWindows = async (db: ReadDb, day: Day): Promise<WindowRow[]> => (await windowsOn(day).execute(db)).rows

/** Merchants who did nothing in the month, by their id: what is known of them. */
export const readKnown = async (
  db: ReadDb,
  ids: readonly string[],
): Promise<Pick<WindowRow, 'merchantId' | 'mcc' | 'naf' | 'openedOn' | 'declaredMonthlyCents' | 'hasSite'>[]> =>
  ids.length === 0
    ? []
    : (await sql<WindowRow>`select ${known} from merchants m ${knownFrom} where m.id = any(${ids}::text[])`.execute(db)).rows

const named = (names: readonly Measure[], values: readonly (number | string)[], from: number): Partial<Sums> =>
  Object.fromEntries(names.map((name, i) => [name, Number(values[from + i])]))

/** The sums of a row by their windows. What a week or a day is not asked for is nought. */
export const sumsIn = (sums: readonly (number | string)[]): { month: Partial<Sums>; week: Partial<Sums>; today: Partial<Sums> } => ({
  month: named(measures, sums, 0),
  week: named(weekMeasures, sums, measures.length),
  today: named(dayMeasures, sums, measures.length + weekMeasures.length),
})
