import { addDays, type Day, daysBetween, isDay, weekday } from './calendar.ts'

/** Alsace-Moselle (departments 57, 67, 68) keeps two holidays more. The abolition days of the overseas departments are not kept here. */
export type HolidayRegion = 'metropole' | 'alsace_moselle'

/** Which days are open: one of the predicates below. Staff deadlines and bank dates follow different ones (CAL-09). */
export type OpenDays = (day: Day) => boolean

/** Easter Sunday by the anonymous Gregorian algorithm (§7.2). */
export const easterSunday = (year: number): Day => {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const lunar = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - lunar + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7
  const correction = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const days = epact + toSunday - 7 * correction + 114
  return `${String(year).padStart(4, '0')}-${String(Math.floor(days / 31)).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`
}

const daysAfterEaster = (day: Day): number => daysBetween(easterSunday(Number(day.slice(0, 4))), day)

const fixedFrench = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
const movingFrench = [1, 39, 50] // Easter Monday, Ascension, Whit Monday
const fixedT2 = ['01-01', '05-01', '12-25', '12-26']
const movingT2 = [-2, 1] // Good Friday, Easter Monday

const isAmong = (day: Day, fixed: readonly string[], moving: readonly number[]): boolean =>
  fixed.includes(day.slice(5)) || moving.includes(daysAfterEaster(day))

/** A legal holiday (C. trav. L3133-1; in Alsace-Moselle Good Friday and 26 December besides, L3134-13). */
export const isFrHoliday = (day: Day, region: HolidayRegion = 'metropole'): boolean =>
  isAmong(day, fixedFrench, movingFrench) || (region === 'alsace_moselle' && isAmong(day, ['12-26'], [-2]))

/** TARGET (T2) is open: the days on which euros move between banks (§7.2). */
export const isT2: OpenDays = (day) => weekday(day) <= 5 && !isAmong(day, fixedT2, movingT2)

/** Jour ouvré, Monday to Friday. The later count: for what we must keep holding (CAL-07). */
export const isFrWorking = (day: Day, region: HolidayRegion = 'metropole'): boolean => weekday(day) <= 5 && !isFrHoliday(day, region)

/** Jour ouvrable, Monday to Saturday. The earlier count: for what we must have done (CAL-07). */
export const isFrWorkingMonToSat = (day: Day, region: HolidayRegion = 'metropole'): boolean =>
  weekday(day) <= 6 && !isFrHoliday(day, region)

/** Money can leave and our people are there (CAL-09, RES-03). */
export const isBankingDay: OpenDays = (day) => isT2(day) && isFrWorking(day)

const mostWorkingDays = 10_000
const longestClosure = 14

/** That day if it is open, else the nearest open one in that direction. Two weeks without one is a broken calendar. */
const roll = (day: Day, direction: 1 | -1, isOpen: OpenDays): Day => {
  let rolled = day
  for (let closed = 0; !isOpen(rolled); closed++) {
    if (closed === longestClosure) throw new RangeError(`no open day around ${day}`)
    rolled = addDays(rolled, direction)
  }
  return rolled
}

/** The n-th open day after that day, which is not counted itself (CAL-01); before it where n is negative. */
export const addWorkingDays = (day: Day, n: number, isOpen: OpenDays): Day => {
  if (!isDay(day) || !Number.isInteger(n) || Math.abs(n) > mostWorkingDays) throw new RangeError('not a number of working days')
  const direction = n < 0 ? -1 : 1
  let reached = day
  for (let left = Math.abs(n); left > 0; left--) reached = roll(addDays(reached, direction), direction, isOpen)
  return reached
}

/** A maximum we may hold something ends on or before its date (X-02 d, RES-03). */
export const rollBackToBankingDay = (day: Day): Day => roll(day, -1, isBankingDay)

/** A right of the other party that ends on a closed day goes on to the next open one (X-02 b, CPC 642). */
export const rollForwardToWorkingDay = (day: Day, isOpen: OpenDays = isFrWorking): Day => roll(day, 1, isOpen)
