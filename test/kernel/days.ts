import fc from 'fast-check'
import { addDays } from '#src/kernel/calendar.ts'

/** Any day from 2008 to 2050, the years for which the rules were cross-checked. */
export const anyDay = fc.integer({ min: 0, max: 15_705 }).map((n) => addDays('2008-01-01', n))

export const anyInstant = fc.date({ min: new Date('2008-01-01T00:00:00Z'), max: new Date('2050-12-31T00:00:00Z'), noInvalidDate: true })
