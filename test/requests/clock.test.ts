import { describe, expect, it } from 'vitest'
import { dueAt, nextReminder, readClock, reminderRungs } from '#src/requests/clock.ts'
import { at, clockOf, withUs } from './clocks.ts'

const later = at('2026-03-01T12:00:00Z')
const lastDayOf = (...given: Parameters<typeof clockOf>): string => readClock(clockOf(...given), later).lastDay

describe('thirty days, the day of sending not counted (§1.9)', () => {
  it.each([
    ['2026-02-01T10:00:00Z', '2026-03-03'],
    ['2028-02-01T10:00:00Z', '2028-03-02'],
    ['2026-01-30T10:00:00Z', '2026-03-01'], // a Sunday, and stays one
    ['2026-02-01T22:59:00Z', '2026-03-03'], // 23:59 in Paris
    ['2026-02-01T23:01:00Z', '2026-03-04'], // 00:01 in Paris, the next day
    ['2026-12-02T10:00:00Z', '2027-01-01'],
  ])('a letter of %s: last day %s', (startedAt, lastDay) => expect(lastDayOf(startedAt)).toBe(lastDay))

  it.each([
    ['2026-02-01T10:00:00Z', '2026-03-03T23:00:00.000Z'],
    ['2026-03-10T10:00:00Z', '2026-04-09T22:00:00.000Z'], // over 29 March
    ['2026-02-26T10:00:00Z', '2026-03-28T23:00:00.000Z'], // the day before it
    ['2026-02-27T10:00:00Z', '2026-03-29T22:00:00.000Z'], // on it: a day of 23 hours
    ['2026-10-01T10:00:00Z', '2026-10-31T23:00:00.000Z'], // over 25 October
    ['2026-09-24T10:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['2026-09-25T10:00:00Z', '2026-10-25T23:00:00.000Z'], // on it: a day of 25 hours
  ])('a letter of %s ends at %s', (startedAt, endsAt) => {
    expect(readClock(clockOf(startedAt), at(startedAt)).endsAt.toISOString()).toBe(endsAt)
    expect(dueAt(clockOf(startedAt))?.toISOString()).toBe(endsAt)
  })
})

describe('what the clock says', () => {
  const facts = clockOf('2026-02-01T10:00:00Z')
  it.each([
    ['2026-02-01T10:00:00Z', 0, 30, 733, false],
    ['2026-02-02T09:00:00Z', 1, 29, 710, false],
    ['2026-03-02T22:59:59Z', 29, 1, 24, false],
    ['2026-03-03T08:00:00Z', 30, 0, 15, false],
    ['2026-03-03T22:59:59.999Z', 30, 0, 0, false],
    ['2026-03-03T23:00:00Z', 30, 0, 0, true],
    ['2027-01-01T00:00:00Z', 30, 0, 0, true],
    ['2025-01-01T00:00:00Z', 0, 30, 10247, false],
  ])('on %s', (now, merchantDays, daysLeft, hoursLeft, isLate) => {
    const running = { ourDays: 0, totalDays: 30, isPaused: false }
    expect(readClock(facts, at(now))).toMatchObject({ ...running, merchantDays, daysLeft, hoursLeft, isLate })
  })

  it('names its first and last day and its reminders', () => {
    const { startedOn, lastDay, rungs, segments } = readClock(facts, at('2026-02-11T10:00:00Z'))
    expect([startedOn, lastDay]).toEqual(['2026-02-01', '2026-03-03'])
    expect(rungs).toEqual([
      { day: 7, on: '2026-02-08', at: at('2026-02-08T08:00:00Z') },
      { day: 21, on: '2026-02-22', at: at('2026-02-22T08:00:00Z') },
      { day: 28, on: '2026-03-01', at: at('2026-03-01T08:00:00Z') },
    ])
    expect(segments).toEqual([{ owner: 'merchant', days: 10 }])
  })
})

describe('days that are ours', () => {
  const started = '2026-02-01T10:00:00Z'
  const suspended = (...suspensions: [string, string | null][]) =>
    lastDayOf(started, { suspensions: suspensions.map(([from, to]) => withUs(from, to)) })

  it.each([
    ['an hour', '2026-02-10T10:00:00Z', '2026-02-10T11:00:00Z', '2026-03-04'],
    ['two minutes around midnight in Paris', '2026-02-10T22:59:00Z', '2026-02-10T23:01:00Z', '2026-03-05'],
    ['until midnight exactly', '2026-02-10T10:00:00Z', '2026-02-10T23:00:00Z', '2026-03-04'],
    ['from midnight exactly', '2026-02-10T23:00:00Z', '2026-02-11T10:00:00Z', '2026-03-04'],
    ['an instant', '2026-02-10T10:00:00Z', '2026-02-10T10:00:00Z', '2026-03-04'],
    ['a week', '2026-02-10T10:00:00Z', '2026-02-16T10:00:00Z', '2026-03-10'],
    ['on the day of sending', '2026-02-01T11:00:00Z', '2026-02-01T15:00:00Z', '2026-03-03'],
    ['from the day of sending into the next', '2026-02-01T11:00:00Z', '2026-02-02T09:00:00Z', '2026-03-04'],
    ['before the letter left', '2026-01-20T11:00:00Z', '2026-01-21T09:00:00Z', '2026-03-03'],
    ['in the last minute of the last day', '2026-03-03T22:59:00Z', '2026-03-03T22:59:30Z', '2026-03-04'],
    ['after the end', '2026-03-03T23:00:00Z', '2026-03-05T10:00:00Z', '2026-03-03'],
    ['the wrong way round', '2026-02-12T10:00:00Z', '2026-02-10T10:00:00Z', '2026-03-03'],
    ['over 29 March, extended past it', '2026-03-01T10:00:00Z', '2026-03-29T10:00:00Z', '2026-04-01'],
  ])('%s', (_, from, to, lastDay) => expect(suspended([from, to])).toBe(lastDay))

  it('overlapping suspensions count a day once', () => {
    const first: [string, string] = ['2026-02-10T10:00:00Z', '2026-02-12T10:00:00Z'] // 10, 11, 12
    const second: [string, string] = ['2026-02-11T10:00:00Z', '2026-02-13T10:00:00Z'] // 11, 12, 13
    expect(suspended(first, second)).toBe('2026-03-07')
    expect(suspended(second, first, first)).toBe('2026-03-07')
    expect(suspended(first, ['2026-02-12T12:00:00Z', '2026-02-12T13:00:00Z'])).toBe('2026-03-06')
  })

  it('a suspension may reach into days that an earlier one added', () =>
    expect(suspended(['2026-02-10T10:00:00Z', '2026-02-10T11:00:00Z'], ['2026-03-04T10:00:00Z', '2026-03-05T10:00:00Z'])).toBe(
      '2026-03-06',
    ))

  it('says whose the days were', () => {
    const facts = clockOf(started, { suspensions: [withUs('2026-02-04T10:00:00Z', '2026-02-05T10:00:00Z')] })
    expect(readClock(facts, at('2026-02-08T10:00:00Z'))).toMatchObject({
      merchantDays: 5,
      ourDays: 2,
      daysLeft: 25,
      segments: [
        { owner: 'merchant', days: 2 },
        { owner: 'ours', days: 2 },
        { owner: 'merchant', days: 3 },
      ],
    })
  })

  it('reminders keep to the days of the merchant', () => {
    const facts = clockOf(started, { suspensions: [withUs('2026-02-04T10:00:00Z', '2026-02-05T10:00:00Z')] })
    expect(readClock(facts, later).rungs.map(({ on }) => on)).toEqual(['2026-02-10', '2026-02-24', '2026-03-03'])
  })

  it('absurd dates cost nothing', () => {
    const suspensions = [withUs('0001-01-01T00:00:00Z', '2026-02-02T10:00:00Z'), withUs('2026-02-20T10:00:00Z', '+200000-01-01T00:00:00Z')]
    const before = performance.now()
    expect(lastDayOf(started, { suspensions, baseDays: 1e12, extensionDays: 1e12 }) > '2126').toBe(true)
    expect(performance.now() - before).toBeLessThan(100)
  })
})

describe('a clock that is paused', () => {
  const facts = clockOf('2026-02-01T10:00:00Z', { suspensions: [withUs('2026-03-03T10:00:00Z', null)] }) // on its last day

  it('says what would be left if we gave it back now', () => {
    const same = { isPaused: true, isLate: false, merchantDays: 29, daysLeft: 1 }
    expect(readClock(facts, at('2026-03-03T11:00:00Z'))).toMatchObject({ ...same, lastDay: '2026-03-04', ourDays: 1 })
    expect(readClock(facts, at('2026-04-10T11:00:00Z'))).toMatchObject({ ...same, lastDay: '2026-04-11', ourDays: 39 })
  })
  it('has no due date and no reminder', () => {
    expect(dueAt(facts)).toBeNull()
    expect(nextReminder(facts, [])).toBeNull()
  })
  it('runs again from the day after it was given back', () => {
    const given = clockOf('2026-02-01T10:00:00Z', { suspensions: [withUs('2026-02-11T10:00:00Z', '2026-02-20T10:00:00Z')] })
    expect(dueAt(given)?.toISOString()).toBe('2026-03-13T23:00:00.000Z') // 9 days gone, 21 to come after the 20th
  })
  it('was late all the same if the answer came after the end', () => {
    const tooLate = clockOf('2026-02-01T10:00:00Z', { suspensions: [withUs('2026-03-04T10:00:00Z', null)] })
    expect(readClock(tooLate, at('2026-03-04T11:00:00Z'))).toMatchObject({ isPaused: true, isLate: true, lastDay: '2026-03-03' })
  })
})

describe('floors: a refused piece leaves ten days at least', () => {
  const reopened = (reopenedAt: string) => ({ reopenedAt: at(reopenedAt), days: 10 })
  const suspensions = [withUs('2026-03-01T10:00:00Z', '2026-03-05T10:00:00Z')] // 2 days left

  it('moves the end to the tenth day after the reopening, which is not counted', () => {
    const facts = clockOf('2026-02-01T10:00:00Z', { suspensions, floors: [reopened('2026-03-05T10:00:00Z')] })
    const reading = readClock(facts, at('2026-03-05T10:00:00Z'))
    expect(reading).toMatchObject({ lastDay: '2026-03-15', merchantDays: 27, daysLeft: 10, totalDays: 37 })
    expect(dueAt(facts)?.toISOString()).toBe('2026-03-15T23:00:00.000Z')
  })
  it('does nothing where more is left', () => {
    const floors = [reopened('2026-02-05T10:00:00Z')]
    expect(lastDayOf('2026-02-01T10:00:00Z', { floors })).toBe('2026-03-03')
  })
  it('its ten days are days of the merchant too, and the latest floor wins', () => {
    const floors = [reopened('2026-03-05T10:00:00Z'), reopened('2026-03-02T10:00:00Z')]
    const again = [...suspensions, withUs('2026-03-08T10:00:00Z', '2026-03-09T10:00:00Z')]
    expect(lastDayOf('2026-02-01T10:00:00Z', { suspensions: again, floors })).toBe('2026-03-17')
  })
  it('has its own last reminder, two days before the end that it set', () => {
    const facts = clockOf('2026-02-01T10:00:00Z', { suspensions, floors: [reopened('2026-03-05T10:00:00Z')] })
    expect(readClock(facts, later).rungs.map(({ day, on }) => [day, on])).toEqual([
      [7, '2026-02-08'],
      [21, '2026-02-22'],
      [28, '2026-03-06'],
      [35, '2026-03-13'],
    ])
  })
})

describe('extensions and reminders', () => {
  it('adds days of the merchant, thirty at most', () => {
    expect(lastDayOf('2026-02-01T10:00:00Z', { extensionDays: 15 })).toBe('2026-03-18')
    expect(lastDayOf('2026-02-01T10:00:00Z', { extensionDays: 90 })).toBe('2026-04-02')
    expect(lastDayOf('2026-02-01T10:00:00Z', { extensionDays: -5 })).toBe('2026-03-03')
  })
  it.each([
    [30, 0, [7, 21, 28]],
    [30, 15, [7, 21, 28, 43]],
    [30, 30, [7, 21, 28, 58]],
    [30, 1, [7, 21, 28]], // day 29 would follow day 28 at once
    [30, 4, [7, 21, 28]],
    [30, 5, [7, 21, 28, 33]],
    [10, 0, [7]],
    [7, 0, [5]],
    [15, 0, [7, 13]],
    [2, 0, []],
    [1, 0, []],
  ])(
    '%d + %d days: reminders on %j',
    (baseDays, extensionDays, days) =>
      expect(readClock(clockOf('2026-02-01T10:00:00Z', { baseDays, extensionDays }), later).rungs.map(({ day }) => day)).toEqual(days),
  )

  it('reminds at nine in Paris, winter and summer', () => {
    expect(reminderRungs).toEqual([7, 21, 28])
    const rungs = readClock(clockOf('2026-03-08T10:00:00Z'), later).rungs
    expect(rungs.map((rung) => rung.at)).toEqual(['2026-03-15T08:00Z', '2026-03-29T07:00Z', '2026-04-05T07:00Z'].map(at))
  })
  it('gives the next one that was not sent, never one that was passed over', () => {
    const facts = clockOf('2026-02-01T10:00:00Z')
    expect(nextReminder(facts, [])).toEqual({ day: 7, at: at('2026-02-08T08:00:00Z') })
    expect(nextReminder(facts, [7])?.day).toBe(21)
    expect(nextReminder(facts, [21])?.day).toBe(28)
    expect(nextReminder(facts, [28, 7, 21])).toBeNull()
  })
})
