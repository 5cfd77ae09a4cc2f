import { compareDays, type Day } from '#src/kernel/calendar.ts'
import { endOf, type Policy } from './policy.ts'
import type { Begun } from './records.sql.ts'

/**
 * `due`: how many records are over on that day already. `earlier`, `later`: how many end so under the other policy. `atOnce`: of the
 * earlier, those that would be over on that day and are not now.
 */
export type Difference = { records: number; due: number; earlier: number; later: number; atOnce: number; firstEnd: Day | null }

const nothing: Difference = { records: 0, due: 0, earlier: 0, later: 0, atOnce: 0, firstEnd: null }

/**
 * What another policy would do to the records there are, counted by the day their period began. `day`: the one on which it is looked at.
 * Records that have no end of their own, before or after, are in `records` alone.
 */
export const compare = (
  begun: readonly Begun[],
  old: Pick<Policy, 'bound' | 'period'>,
  next: Pick<Policy, 'bound' | 'period'>,
  day: Day,
): Difference =>
  begun.reduce((sum, { origin, records }) => {
    const [before, after] = [endOf(old, origin), endOf(next, origin)]
    const all = sum.records + records
    if (before === null || after === null) return { ...sum, records: all }
    const [wasDue, isDue, move] = [compareDays(before, day) <= 0, compareDays(after, day) <= 0, compareDays(after, before)]
    return {
      records: all,
      due: sum.due + (wasDue ? records : 0),
      earlier: sum.earlier + (move < 0 ? records : 0),
      later: sum.later + (move > 0 ? records : 0),
      atOnce: sum.atOnce + (isDue && !wasDue ? records : 0),
      firstEnd: sum.firstEnd === null || compareDays(after, sum.firstEnd) < 0 ? after : sum.firstEnd,
    }
  }, nothing)

/** The figures as one word that goes with the form and comes back: others make another word. */
export const seenOf = ({ records, due, earlier, later, atOnce }: Difference): string => [records, due, earlier, later, atOnce].join('|')
