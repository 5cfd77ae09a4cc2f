import type { Day } from './calendar.ts'

/**
 * A rule, a threshold or a list, with the days on which it holds. `validTo` is the first day it holds no longer; null: until
 * further notice.
 */
export type Dated = { version: string; validFrom: Day; validTo: Day | null }

/** Where the oldest version we keep begins: nothing older is asked for. */
export const oldestKept: Day = '1900-01-01'

/** The version that holds that day. A gap in a table of rules is a fault of ours, not of the file being judged. */
export const inForce = <Rule extends Dated>(versions: readonly Rule[], day: Day): Rule => {
  const found = versions.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
  if (!found) throw new RangeError(`no rule in force on ${day}`)
  return found
}
