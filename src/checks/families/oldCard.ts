import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'

/** The last day an old French card is good for, as far as is certain: not before `from`, not after `to`. */
export type LastDays = { from: Day; to: Day }

const firstExtended = '2004-01-02'
const lastExtended = '2013-12-31'
const firstLong = '2014-01-01'

const isAdult = (birth: Day, on: Day): boolean => addMonths(birth, 18 * 12) <= on

/** rules.md §1.4 `fr_cni_old`: ten years for all; for an adult, fifteen from 2014 on, and ten prolonged by five from 2004 to 2013. */
const yearsOf = (issued: Day, isOfAge: boolean): number => (isOfAge && issued >= firstExtended ? 15 : 10)

/** Cards print the day before the anniversary; the rule's own vectors count the anniversary. Between the two nobody can tell. */
const spanOf = (issued: Day, isOfAge: boolean): LastDays => {
  const anniversary = addMonths(issued, 12 * yearsOf(issued, isOfAge))
  return { from: addDays(anniversary, -1), to: anniversary }
}

const around = (all: readonly LastDays[]): LastDays => ({
  from: all.map(({ from }) => from).reduce((a, b) => (a < b ? a : b)),
  to: all.map(({ to }) => to).reduce((a, b) => (a > b ? a : b)),
})

/** Of age, a minor, or either where the birth is not known. */
const agesAt = (birth: Day | null, issued: Day): boolean[] => (birth === null ? [true, false] : [isAdult(birth, issued)])

/** From every day the card may have been issued on. Null where none is possible. */
export const lastDaysFromIssue = (issued: readonly Day[], birth: Day | null): LastDays | null => {
  const spans = issued.flatMap((day) => agesAt(birth, day).map((isOfAge) => spanOf(day, isOfAge)))
  return spans.length === 0 ? null : around(spans)
}

const printedYears = (issued: Day, isOfAge: boolean): number => (isOfAge && issued >= firstLong ? 15 : 10)

/** The days of issue that would print that expiry: ten or fifteen years before it, that day or the next. */
const issuesFor = (printed: Day, birth: Day | null): Day[] =>
  [10, 15].flatMap((years) => {
    const anniversary = addMonths(printed, -12 * years)
    return [anniversary, addDays(anniversary, 1)].filter((day) =>
      agesAt(birth, day).some((isOfAge) => printedYears(day, isOfAge) === years)
    )
  })

/** From the expiry that is printed on the back. Null where no card could print it. */
export const lastDaysFromPrinted = (printed: Day, issued: readonly Day[], birth: Day | null): LastDays | null => {
  const possible = issuesFor(printed, birth).filter((day) => issued.length === 0 || issued.includes(day))
  const spans = possible.flatMap((day) => {
    const ages = agesAt(birth, day)
    return ages.map((isOfAge) => (isOfAge && day >= firstExtended && day <= lastExtended ? addMonths(printed, 60) : printed))
  })
  return spans.length === 0 ? null : around(spans.map((day) => ({ from: day, to: day })))
}

const daysOfMonth = (first: Day): Day[] => {
  const next = addMonths(first, 1)
  const days: Day[] = []
  for (let day = first; day < next; day = addDays(day, 1)) days.push(day)
  return days
}

/** Year and month of issue begin the number of an old card (« 8806 … » of June 1988); such cards were made from 1988 to 2021. */
export const issueDaysOfNumber = (number: string): Day[] => {
  const found = /^(\d{2})(0[1-9]|1[0-2])[0-9A-Z]{8}$/.exec(number)
  if (!found) return []
  const [, yy = '', month = ''] = found
  const year = Number(yy) >= 88 ? `19${yy}` : `20${yy}`
  return year > '2021' && year < '2088' ? [] : daysOfMonth(`${year}-${month}-01`)
}
