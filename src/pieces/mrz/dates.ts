import { type Day, isDay } from '#src/kernel/calendar.ts'

/** The day this was written: who knows no better reads years of two digits as of it. */
export const writtenOn: Day = '2026-11-26'

const dayOf = (century: string, text: string): Day | null => {
  const day = `${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`
  return /^\d{6}$/.test(text) && isDay(day) ? day : null
}

/** Nobody is born after the piece is filed: of the two centuries the later one that lies in the past. Parts unknown are fillers: null. */
export const birthDay = (text: string, asOf: Day): Day | null => {
  const late = dayOf('20', text)
  return late && late <= asOf ? late : dayOf('19', text)
}

/** No document is valid for more than that. */
const longestValidity = 20

/** Most expire in the years to come or expired of late; what would lie further ahead than any validity expired in the last century. */
export const expiryDay = (text: string, asOf: Day): Day | null => {
  const late = dayOf('20', text)
  const last = `${Number(asOf.slice(0, 4)) + longestValidity}${asOf.slice(4)}`
  return late && late > last ? dayOf('19', text) : late
}
