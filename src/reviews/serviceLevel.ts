import { parisDay, parisTime, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { addWorkingDays, isFrWorking, rollForwardToWorkingDay } from '#src/kernel/holidays.ts'
import type { ReviewKind } from '#src/platform/db.types.ts'

/** Working days in which we promise ourselves an answer, by what came in [P]. */
export const serviceLevelDays: Record<ReviewKind, number> = { new_dossier: 2, answered_request: 1, unlock_request: 1 }

const parisClock = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** What comes in on a closed day comes in when the next open day begins. */
const startOf = (readyAt: Date): { day: Day; at: Date } => {
  const day = parisDay(readyAt)
  const open = rollForwardToWorkingDay(day, isFrWorking)
  return { day: open, at: open === day ? readyAt : startOfParisDay(open) }
}

/** When the service level ends: so many working days later, at the same time of day in Paris. */
export const serviceDueAt = (kind: ReviewKind, readyAt: Date): Date => {
  const { day, at } = startOf(readyAt)
  return parisTime(addWorkingDays(day, serviceLevelDays[kind], isFrWorking), parisClock.format(at))
}

export type ServiceLevel = { tone: 'good' | 'warning' | 'bad'; key: 'reviews:service.late' | 'reviews:service.left'; ms: number }

const warningMs = 4 * 3_600_000

/** How a service level stands: late by so much, or so much left. The last four hours warn. */
export const serviceLevel = (dueAt: Date, now: Date): ServiceLevel => {
  const ms = dueAt.getTime() - now.getTime()
  if (ms <= 0) return { tone: 'bad', key: 'reviews:service.late', ms: Math.abs(ms) }
  return { tone: ms <= warningMs ? 'warning' : 'good', key: 'reviews:service.left', ms }
}
