import { countNumbersDue } from '#src/cards/cards.sql.ts'
import { countDeadlines } from '#src/disputes/deadlines.sql.ts'
import { addDays, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { listDaySums } from '#src/releaseCalendar/calendar.sql.ts'
import { countExpiring } from '#src/renewals/expiries.sql.ts'
import { countReviewsDue } from '#src/renewals/periodicReviews.sql.ts'
import { countOverdueByDay } from '#src/requests/requests.sql.ts'
import { countResolutionsDue } from '#src/resolutions/resolutions.sql.ts'
import { countHoldReviews } from '#src/retention/legalHolds.sql.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { Policy } from '#src/retention/policy.ts'
import { lastOriginOver } from '#src/retention/purge.ts'
import { countRequestsDue } from '#src/rights/rights.sql.ts'
import { byDay, goesOn, lastDayAhead, spansOf, type Due, type DueKind } from './ahead.ts'
import { countBegun } from './begun.sql.ts'

/** `isCircle`: whether those who may know of secret titles ask. */
type Asked = { today: Day; isCircle: boolean }

/**
 * A purge ahead is the purge of that day: its own predicate, asked once for the last of the days, and the end of each by the version that
 * will be in force.
 */
const purgesOf = async (db: ReadDb, purger: Purger, signed: readonly Policy[], today: Day): Promise<Due[]> => {
  const until = lastDayAhead(today)
  const spans = spansOf(signed, purger.category, today, until)
  const origins = spans.map(({ policy, to }) => lastOriginOver(policy, to)).filter((day): day is Day => day !== null)
  if (origins.length === 0) return []
  const horizon = startOfParisDay(addDays(until, 1))
  const begun = await countBegun(db, purger, {
    before: startOfParisDay(addDays(origins.toSorted().at(-1)!, 1)),
    at: new Date(horizon.getTime() - 1),
  })
  const found = begun.flatMap((one): DueDay[] => {
    const on = goesOn(spans, one)
    return on ? [{ on, count: one.count }] : []
  })
  return byDay(today, found).map((due) => ({ ...due, kind: 'purge', category: purger.category }))
}

const releases = async (db: ReadDb, { isCircle }: Asked, until: Day): Promise<DueDay[]> =>
  (await listDaySums(db, isCircle)).filter(({ releaseOn }) => releaseOn !== null && releaseOn <= until).map((
    { releaseOn, cents, holds },
  ) => ({ on: releaseOn!, count: holds, cents }))

/** By kind: what the job of that room, or its page, will find by then. */
const sources: Record<Exclude<DueKind, 'purge'>, (db: ReadDb, asked: Asked, until: Day) => Promise<DueDay[]>> = {
  card_number: (db, _, until) => countNumbersDue(db, until),
  deactivation: (db, _, until) => countOverdueByDay(db, until),
  release: releases,
  dispute: (db, _, until) => countDeadlines(db, 'staff', until),
  merchant_dispute: (db, _, until) => countDeadlines(db, 'merchant', until),
  resolution: (db, _, until) => countResolutionsDue(db, until),
  rights: (db, _, until) => countRequestsDue(db, until),
  periodic_review: (db, _, until) => countReviewsDue(db, until),
  expiry: (db, { today }, until) => countExpiring(db, { from: today, until }),
  hold_review: (db, { isCircle }, until) => countHoldReviews(db, isCircle, until),
}

/** How many purges are asked at once. */
const width = 4

/** What falls on each of the next ninety days, of the kinds that are asked for. Reads, and writes nothing. */
export const readForecast = async (db: ReadDb, kinds: readonly DueKind[], asked: Asked): Promise<Due[]> => {
  const [until, found]: [Day, Due[]] = [lastDayAhead(asked.today), []]
  for (const kind of kinds) {
    if (kind !== 'purge') found.push(...byDay(asked.today, await sources[kind](db, asked, until)).map((due) => ({ ...due, kind })))
  }
  if (!kinds.includes('purge')) return found
  const [signed, purgers] = [await listSigned(db), listPurgers()]
  for (let i = 0; i < purgers.length; i += width)
    found.push(...(await Promise.all(purgers.slice(i, i + width).map((one) => purgesOf(db, one, signed, asked.today)))).flat())
  return found
}
