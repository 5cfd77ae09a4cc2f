import { type Day, isDay } from '#src/kernel/calendar.ts'
import { fail, type Judged, pass, unknown } from './judged.ts'

/** A date as a field holds it: normalised, or as a hand typed it. Null where it is none. */
export const dayFrom = (text: string | null | undefined): Day | null => {
  const tidy = (text ?? '').trim().replace(
    /^(\d{1,2})[\s./-](\d{1,2})[\s./-](\d{4})$/,
    (_, day: string, month: string, year: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
  return isDay(tidy) ? tidy : null
}

export const writeDay = (day: Day | null): string | null => (day === null ? null : day.split('-').reverse().join('/'))

const digitsApart = (a: Day, b: Day): number => [...a].filter((sign, i) => sign !== b[i]).length

/** Two dates must be the same; one wrong digit may be a misreading as long as the reading was guessed and not sure of itself. */
export const compareDays = (declared: Day, read: Day, confidence: number | null): Judged => {
  if (declared === read) return pass('date_same')
  if (confidence !== null && (confidence < 60 || (confidence < 90 && digitsApart(declared, read) === 1))) return unknown('date_near')
  return fail('date_differs')
}
