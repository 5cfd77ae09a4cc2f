import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, endOfParisDay, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import { type ClockFacts, dueAt, readClock } from '#src/requests/clock.ts'
import { anyFacts, anyStart, anySuspensions, walkToDay, walkToLastDay } from './clocks.ts'

const read = (facts: ClockFacts) => readClock(facts, facts.startedAt)
const endOf = (facts: ClockFacts): number => dueAt(facts)!.getTime()

describe('the clock, whatever happened', () => {
  it('ends where walking day by day ends', () =>
    fc.assert(fc.property(anyFacts, (facts) => read(facts).lastDay === walkToLastDay(facts)), { numRuns: 400 }))

  it('reminds where walking day by day comes to', () =>
    fc.assert(
      fc.property(anyFacts, (facts) => read(facts).rungs.every(({ day, on }) => on === walkToDay(facts, parisDay(facts.startedAt), day))),
    ))

  it('never writes two reminders within five days of the merchant, nor one after the end', () =>
    fc.assert(fc.property(anyFacts, (facts) => {
      const { rungs, totalDays } = read(facts)
      expect(rungs.every(({ day }, i) => day > 0 && day < totalDays && (i === 0 || day - rungs[i - 1]!.day >= 5))).toBe(true)
    })))

  it('ends at a midnight of Paris, the end of its last day', () =>
    fc.assert(fc.property(anyFacts, (facts) => {
      const { endsAt, lastDay } = read(facts)
      expect(endsAt).toEqual(startOfParisDay(parisDay(endsAt)))
      expect(endsAt).toEqual(endOfParisDay(lastDay))
      expect(dueAt(facts)).toEqual(endsAt)
    })))

  it('more suspension never ends it earlier', () =>
    fc.assert(
      fc.property(
        anyFacts.chain((facts) => fc.tuple(fc.constant(facts), anySuspensions(facts.startedAt))),
        ([facts, more]) => endOf({ ...facts, suspensions: [...facts.suspensions, ...more] }) >= endOf(facts),
      ),
    ))

  it('the order of suspensions does not matter', () =>
    fc.assert(fc.property(anyFacts, (facts) => endOf({ ...facts, suspensions: facts.suspensions.toReversed() }) === endOf(facts))))

  it('an extension moves it by exactly its days of the merchant', () =>
    fc.assert(fc.property(anyFacts, fc.integer({ min: 0, max: 30 }), (facts, extensionDays) => {
      const plain = { ...facts, floors: [], extensionDays: 0 }
      const extended = { ...plain, extensionDays }
      expect(read(extended).lastDay).toBe(walkToDay(extended, read(plain).lastDay, extensionDays))
      expect(read(extended).totalDays - read(plain).totalDays).toBe(extensionDays)
    })))

  it('at its end all the days of the merchant are over: without a floor, base and extension', () =>
    fc.assert(fc.property(anyFacts, (facts) => {
      const { endsAt, totalDays } = read(facts)
      expect(readClock(facts, endsAt)).toMatchObject({ merchantDays: totalDays, daysLeft: 0, hoursLeft: 0, isLate: true })
      expect(totalDays).toBeGreaterThanOrEqual(facts.baseDays + facts.extensionDays)
      if (facts.floors.length === 0) expect(totalDays).toBe(facts.baseDays + facts.extensionDays)
    })))

  it('leaves ten days of the merchant after each reopening', () =>
    fc.assert(fc.property(anyFacts, (facts) => facts.floors.every(({ reopenedAt }) => readClock(facts, reopenedAt).daysLeft >= 10))))

  it('every day up to the end is somebody’s', () =>
    fc.assert(fc.property(anyFacts, fc.integer({ min: 0, max: 150 }), (facts, after) => {
      const now = startOfParisDay(addDays(parisDay(facts.startedAt), after))
      const { merchantDays, ourDays, daysLeft, totalDays, lastDay, startedOn, segments } = readClock(facts, now)
      expect(merchantDays + daysLeft).toBe(totalDays)
      expect(merchantDays + ourDays).toBe(Math.min(after, daysBetween(startedOn, lastDay)))
      expect(segments.reduce((sum, { days }) => sum + days, 0)).toBe(merchantDays + ourDays)
      expect(segments.every(({ days }) => days > 0)).toBe(true)
    })))

  it('paused in time, it never becomes late, and given back it ends as it said', () =>
    fc.assert(fc.property(anyStart, fc.integer({ min: 0, max: 29 * 24 }), fc.integer({ min: 0, max: 2000 }), (startedAt, after, length) => {
      const from = new Date(startedAt.getTime() + after * 3_600_000)
      const now = new Date(from.getTime() + length * 3_600_000)
      const facts = { startedAt, baseDays: 30, extensionDays: 0, floors: [] }
      const paused = readClock({ ...facts, suspensions: [{ from, to: null, why: 'answered' }] }, now)
      expect(paused).toMatchObject({ isPaused: true, isLate: false })
      expect(dueAt({ ...facts, suspensions: [{ from, to: now, why: 'answered' }] })).toEqual(paused.endsAt)
    })))
})
