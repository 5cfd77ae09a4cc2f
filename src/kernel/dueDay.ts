import type { Day } from './calendar.ts'

/**
 * How many things of a kind fall on a day, and how much money where they are money: what a room's job will find then, and what the forecast
 * shows.
 */
export type DueDay = { on: Day; count: number; cents?: number }
