import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, daysBetween, endOfParisDay, isDay, isUsualDay, isUsualInstant, parisDay,
  parisTime } from '#src/kernel/calendar.ts'
import { startOfParisDay, weekday } from '#src/kernel/calendar.ts'
import { anyDay, anyInstant } from './days.ts'

const hours = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 3_600_000

describe('the Paris day of an instant', () => {
  it.each([
    ['2026-11-21T22:59:59.999Z', '2026-11-21'],
    ['2026-11-21T23:00:00.000Z', '2026-11-22'],
    ['2026-07-13T21:59:59.999Z', '2026-07-13'],
    ['2026-07-13T22:00:00.000Z', '2026-07-14'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01'],
    ['2028-02-28T23:00:00.000Z', '2028-02-29'],
    ['2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['2026-10-25T22:59:59.999Z', '2026-10-25'],
  ])('%s falls on %s', (at, day) => expect(parisDay(new Date(at))).toBe(day))

  it('starts and ends on instants of that day and the next', () =>
    fc.assert(fc.property(anyDay, (day) => {
      expect(parisDay(startOfParisDay(day))).toBe(day)
      expect(parisDay(new Date(endOfParisDay(day).getTime() - 1))).toBe(day)
      expect(endOfParisDay(day)).toEqual(startOfParisDay(addDays(day, 1)))
    })))

  it('agrees with the formatter of the platform', () => {
    const platform = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' })
    fc.assert(fc.property(anyInstant, (at) => parisDay(at) === platform.format(at)))
  })

  it('refuses what is no instant', () => expect(() => parisDay(new Date(Number.NaN))).toThrow(RangeError))

  it('remembers midnights without keeping them all', () => {
    let day = '1900-01-01'
    for (let i = 0; i < 25_000; i++) day = parisDay(startOfParisDay(addDays(day, 1)))
    expect(day).toBe(addDays('1900-01-01', 25_000))
  })
})

describe('days on which clocks change (§7.3)', () => {
  it.each(['2026-03-29', '2027-03-28', '2028-03-26'])(
    '%s has 23 hours',
    (day) => expect(hours(startOfParisDay(day), endOfParisDay(day))).toBe(23),
  )
  it.each(['2026-10-25', '2027-10-31', '2028-10-29'])(
    '%s has 25 hours',
    (day) => expect(hours(startOfParisDay(day), endOfParisDay(day))).toBe(25),
  )

  it.each([
    ['2026-03-29', '01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'], // does not exist: read as 03:30
    ['2026-03-29', '09:00', '2026-03-29T07:00:00.000Z'],
    ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'], // comes twice: the first
    ['2026-10-25', '09:00', '2026-10-25T08:00:00.000Z'],
    ['2026-11-22', '09:00', '2026-11-22T08:00:00.000Z'],
    ['2026-07-14', '23:59', '2026-07-14T21:59:00.000Z'],
  ])('%s %s in Paris is %s', (day, time, at) => expect(parisTime(day, time).toISOString()).toBe(at))

  it.each(['24:00', '9:00', '12:60', ''])('« %s » is no time', (time) => expect(() => parisTime('2026-11-22', time)).toThrow(RangeError))
})

describe('a day', () => {
  it.each(['2026-02-28', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => expect(isDay(text)).toBe(true))
  it.each(['2026-02-29', '2026-02-30', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-01-01T00:00', ' 2026-01-01', ''])(
    '« %s » is none',
    (text) => expect(isDay(text)).toBe(false),
  )
  it('has a weekday', () => {
    expect(['2026-11-22', '2026-11-23', '1970-01-01', '1969-12-28'].map(weekday)).toEqual([7, 1, 4, 7])
  })
  it('is never made out of nothing', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => addMonths('2026-02-30', 1)).toThrow(RangeError)
  })
})

describe('terms of days and months', () => {
  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-01-31', 56, '2026-03-28'], // 8 weeks (CAL-06)
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s + %d days = %s', (day, n, sum) => expect(addDays(day, n)).toBe(sum))

  it.each([
    ['2026-01-31', 1, '2026-02-28'], // CAL-02
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-01-31', 2, '2026-03-31'], // CAL-05: from the origin, not from 28 February
    ['2026-01-31', 13, '2027-02-28'],
    ['2027-01-31', 13, '2028-02-29'],
    ['2026-12-31', 13, '2028-01-31'],
    ['2024-02-29', 13, '2025-03-29'],
    ['2026-11-22', 13, '2027-12-22'],
    ['2026-05-31', -3, '2026-02-28'],
  ])('%s + %d months = %s', (day, n, sum) => expect(addMonths(day, n)).toBe(sum))

  it('adds and measures alike', () =>
    fc.assert(fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
      expect(daysBetween(day, addDays(day, n))).toBe(n)
      expect(addDays(addDays(day, n), -n)).toBe(day)
    })))

  it('never leaves the month it should reach', () =>
    fc.assert(fc.property(anyDay, fc.integer({ min: 0, max: 240 }), (day, n) => {
      const reached = addMonths(day, n)
      const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
      expect(months(reached) - months(day)).toBe(n)
      expect(reached.slice(8) <= day.slice(8)).toBe(true)
    })))
})

describe('what an address may name', () => {
  it.each(['1900-01-01', '2026-02-28', '2028-02-29', '2200-12-31'])('%s is a day', (day) => expect(isUsualDay(day)).toBe(true))
  it.each(['1899-12-31', '2201-01-01', '0000-01-01', '9999-12-31', '2026-02-29', '2026-13-01', '+275760-09-13', '2026-1-1', ''])(
    '« %s » is none',
    (day) => expect(isUsualDay(day)).toBe(false),
  )
  it.each(['2026-02-28T00:00:00.000Z', '2026-02-28T23:59:59.999999Z'])('%s is an instant', (at) => expect(isUsualInstant(at)).toBe(true))
  it.each([
    '2026-02-30T00:00:00.000000Z',
    '0000-01-01T00:00:00.000000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01',
  ])('« %s » is none', (at) => expect(isUsualInstant(at)).toBe(false))
})
