import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'

/** "Less than n months old" holds while today < issue date + n months: the day before is the last (rules.md §1.2 notes). */
export const lastValidDay = (issuedOn: Day, months: number): Day => addDays(addMonths(issuedOn, months), -1)

/** A Kbis is good for less than three months (KYC-05). */
export const kbisLastValidDay = (issuedOn: Day): Day => lastValidDay(issuedOn, 3)

/** Age is judged once, on the day we received the piece. A date of issue after that day was misread or made up. */
export const isYoungEnough = (issuedOn: Day, receivedOn: Day, months: number): boolean =>
  issuedOn <= receivedOn && receivedOn <= lastValidDay(issuedOn, months)
