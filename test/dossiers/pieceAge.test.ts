import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths } from '#src/kernel/calendar.ts'
import { isYoungEnough, kbisLastValidDay } from '#src/dossiers/pieceAge.ts'
import { anyDay } from '#test/kernel/days.ts'

describe('the age of a piece', () => {
  it.each([
    ['2026-01-31', '2026-04-29'],
    ['2025-11-30', '2026-02-27'],
    ['2026-08-22', '2026-11-21'],
    ['2027-11-29', '2028-02-28'],
  ])('a Kbis of %s is good until %s', (issuedOn, last) => {
    expect(kbisLastValidDay(issuedOn)).toBe(last)
    expect(isYoungEnough(issuedOn, last, 3)).toBe(true)
  })

  it('is good on the day of issue, not before it', () => {
    expect(isYoungEnough('2026-08-22', '2026-08-22', 3)).toBe(true)
    expect(isYoungEnough('2026-08-22', '2026-08-21', 3)).toBe(false)
  })

  it('is too old from the same day of the month on', () =>
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 24 }),
        (issuedOn, months) => !isYoungEnough(issuedOn, addMonths(issuedOn, months), months),
      ),
    ))
})
