import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, type Day, weekday } from '#src/kernel/calendar.ts'
import { addWorkingDays, easterSunday, isBankingDay, isFrHoliday, isFrWorking, isFrWorkingMonToSat, isT2, rollBackToBankingDay,
  rollForwardToWorkingDay } from '#src/kernel/holidays.ts'
import { anyDay } from './days.ts'

const weekdaysOf = (year: number): Day[] =>
  Array.from({ length: 366 }, (_, n) => addDays(`${year}-01-01`, n)).filter((day) => day.startsWith(String(year)) && weekday(day) <= 5)

describe('Easter', () => {
  it.each([
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2008, '2008-03-23'],
    [2038, '2038-04-25'],
    [2000, '2000-04-23'],
    [1818, '1818-03-22'],
  ])('%d: %s', (year, day) => expect(easterSunday(year)).toBe(day))

  it('is a Sunday from 22 March to 25 April', () =>
    fc.assert(fc.property(fc.integer({ min: 1583, max: 4000 }), (year) => {
      const day = easterSunday(year)
      expect(weekday(day)).toBe(7)
      expect(day.slice(5) >= '03-22' && day.slice(5) <= '04-25').toBe(true)
    })))
})

describe('the tables of §7.2', () => {
  it.each([
    [2026, ['01-01', '04-06', '05-01', '05-08', '05-14', '05-25', '07-14', '11-11', '12-25']],
    [2027, ['01-01', '03-29', '05-06', '05-17', '07-14', '11-01', '11-11']],
    [2028, ['04-17', '05-01', '05-08', '05-25', '06-05', '07-14', '08-15', '11-01', '12-25']],
  ])(
    'French holidays on weekdays in %d',
    (year, days) => expect(weekdaysOf(year).filter((day) => isFrHoliday(day)).map((day) => day.slice(5))).toEqual(days),
  )

  it.each([
    [2026, ['01-01', '04-03', '04-06', '05-01', '12-25']],
    [2027, ['01-01', '03-26', '03-29']],
    [2028, ['04-14', '04-17', '05-01', '12-25', '12-26']],
  ])(
    'T2 closings on weekdays in %d',
    (year, days) => expect(weekdaysOf(year).filter((day) => !isT2(day)).map((day) => day.slice(5))).toEqual(days),
  )

  it.each([
    [2026, ['04-03'], ['05-08', '05-14', '05-25', '07-14', '11-11']],
    [2027, ['03-26'], ['05-06', '05-17', '07-14', '11-01', '11-11']],
    [2028, ['04-14', '12-26'], ['05-08', '05-25', '06-05', '07-14', '08-15', '11-01']],
  ])('weekdays of %d on which they differ', (year, t2Only, frenchOnly) => {
    const closedIn = (a: (day: Day) => boolean, b: (day: Day) => boolean) =>
      weekdaysOf(year).filter((day) => !a(day) && b(day)).map((day) => day.slice(5))
    expect(closedIn(isT2, isFrWorking)).toEqual(t2Only)
    expect(closedIn(isFrWorking, isT2)).toEqual(frenchOnly)
  })

  it('has eleven holidays a year, in Alsace-Moselle thirteen', () => {
    const count = (region?: 'alsace_moselle') =>
      Array.from({ length: 365 }, (_, n) => addDays('2026-01-01', n)).filter((day) => isFrHoliday(day, region)).length
    expect([count(), count('alsace_moselle')]).toEqual([11, 13])
    expect(isFrHoliday('2026-04-03')).toBe(false)
    expect(isFrHoliday('2026-04-03', 'alsace_moselle')).toBe(true)
    expect(isFrHoliday('2026-12-26', 'alsace_moselle')).toBe(true)
  })

  it('counts one holiday where two fall together (2008: Ascension on 1 May)', () =>
    expect(Array.from({ length: 366 }, (_, n) => addDays('2008-01-01', n)).filter((day) => isFrHoliday(day)).length).toBe(10))
})

describe('working days', () => {
  it.each([
    ['2026-05-04', 10, '2026-05-18', '2026-05-20'], // TRACFIN (CAL-07)
    ['2026-12-18', 10, '2026-12-31', '2027-01-05'],
    ['2026-04-30', 15, '2026-05-21', '2026-05-27'], // complaints (OTH-01)
    ['2026-04-30', 35, '2026-06-15', '2026-06-24'],
    ['2026-11-23', 15, '2026-12-10', '2026-12-14'],
    ['2026-11-23', 35, '2027-01-05', '2027-01-13'],
  ])('%s + %d is %s in six-day weeks, %s in five-day weeks', (day, n, six, five) => {
    expect(addWorkingDays(day, n, isFrWorkingMonToSat)).toBe(six)
    expect(addWorkingDays(day, n, isFrWorking)).toBe(five)
  })

  it.each([
    ['2026-04-02', '2026-04-07', '2026-04-07'], // T+1 over Easter
    ['2026-04-30', '2026-05-04', '2026-05-04'],
    ['2026-12-24', '2026-12-28', '2026-12-28'],
    ['2026-05-07', '2026-05-08', '2026-05-11'],
  ])('captured on %s: %s in T2, %s where we work too', (day, t2, both) => {
    expect(addWorkingDays(day, 1, isT2)).toBe(t2)
    expect(addWorkingDays(day, 1, isBankingDay)).toBe(both)
  })

  it('counts backwards too, and none at all', () => {
    expect(addWorkingDays('2026-04-07', -1, isT2)).toBe('2026-04-02')
    expect(addWorkingDays('2026-04-05', 0, isT2)).toBe('2026-04-05')
  })

  it('takes no absurd number, no absurd calendar', () => {
    expect(() => addWorkingDays('2026-01-01', 1e9, isT2)).toThrow(RangeError)
    expect(() => addWorkingDays('2026-01-01', 1.5, isT2)).toThrow(RangeError)
    expect(() => addWorkingDays('2026-01-01', 1, () => false)).toThrow(RangeError)
  })

  it('the six-day count is never later than the five-day count', () =>
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 60 }),
        (day, n) => addWorkingDays(day, n, isFrWorkingMonToSat) <= addWorkingDays(day, n, isFrWorking),
      ),
    ))

  it('has exactly n open days up to the n-th', () =>
    fc.assert(fc.property(anyDay, fc.integer({ min: 1, max: 40 }), (day, n) => {
      const reached = addWorkingDays(day, n, isT2)
      let open = 0
      for (let next = addDays(day, 1); next <= reached; next = addDays(next, 1)) open += isT2(next) ? 1 : 0
      expect(open).toBe(n)
      expect(isT2(reached)).toBe(true)
    })))
})

describe('rolling', () => {
  it.each([
    ['2026-01-31', '2027-02-28', '2027-02-26'], // the 13 months of RES-04
    ['2026-01-29', '2027-02-28', '2027-02-26'],
    ['2025-01-31', '2026-02-28', '2026-02-27'],
    ['2027-01-31', '2028-02-29', '2028-02-29'],
    ['2026-12-31', '2028-01-31', '2028-01-31'],
    ['2024-02-29', '2025-03-29', '2025-03-28'],
    ['2026-04-01', '2027-05-01', '2027-04-30'],
    ['2025-03-31', '2026-04-30', '2026-04-30'],
    ['2026-11-22', '2027-12-22', '2027-12-22'],
  ])('ended on %s: 13 months to %s, paid on %s', (ended, due, paid) => {
    expect(addMonths(ended, 13)).toBe(due)
    expect(rollBackToBankingDay(due)).toBe(paid)
  })

  it('a right of the other party goes on to the next working day (CPC 642)', () => {
    expect(rollForwardToWorkingDay('2026-05-01')).toBe('2026-05-04')
    expect(rollForwardToWorkingDay('2026-04-04')).toBe('2026-04-07')
    expect(rollForwardToWorkingDay('2026-04-04', isFrWorkingMonToSat)).toBe('2026-04-04')
    expect(rollForwardToWorkingDay('2026-11-23')).toBe('2026-11-23')
  })

  it('never passes an open day', () =>
    fc.assert(fc.property(anyDay, (day) => {
      const back = rollBackToBankingDay(day)
      expect(back <= day && isBankingDay(back)).toBe(true)
      for (let next = addDays(back, 1); next <= day; next = addDays(next, 1)) expect(isBankingDay(next)).toBe(false)
    })))
})
