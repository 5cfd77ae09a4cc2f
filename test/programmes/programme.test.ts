import { describe, expect, it } from 'vitest'
import { enrolment, figuresOf, noCounts, partsOf, percentOf, ratioBps, standingOf, utcMonth, type MonthCounts, type ProgrammeRule,
  type Standing } from '#src/programmes/programme.ts'

const rule = (said: Partial<ProgrammeRule>): ProgrammeRule => ({
  id: 'x.1',
  programme: 'ecm',
  network: 'mastercard',
  scope: 'merchant',
  ratioBps: 150,
  countFrom: 100,
  amountFromCents: null,
  settledFrom: null,
  authenticatedBelowBps: null,
  ...said,
})
const counts = (said: Partial<MonthCounts>): MonthCounts => ({ ...noCounts, ...said })
const standing = (one: ProgrammeRule, month: Partial<MonthCounts>, before: Partial<MonthCounts> = {}): Standing =>
  standingOf(percentOf(partsOf(one, figuresOf(one, counts(month), counts(before)))))

describe('ECM and HECM', () => {
  it('measure the month by the payments of the month before: 185 of 7 500 is 247 basis points', () => {
    const figures = figuresOf(rule({}), counts({ disputes: 185, settled: 90_000 }), counts({ settled: 7_500 }))
    expect(ratioBps(figures.counted, figures.settled)).toBe(247)
    expect(standing(rule({}), { disputes: 185 }, { settled: 7_500 })).toBe('reached')
    expect(standing(rule({ programme: 'hecm', ratioBps: 300, countFrom: 300 }), { disputes: 185 }, { settled: 7_500 })).toBe('half')
  })

  it('take the ratio and the count together, from the threshold itself', () => {
    expect(standing(rule({}), { disputes: 100 }, { settled: 6_666 })).toBe('reached')
    expect(standing(rule({}), { disputes: 99 }, { settled: 6_600 })).toBe('three_quarters')
    // 149.99 basis points is not 150, though it is written so
    expect(standing(rule({}), { disputes: 100 }, { settled: 6_667 })).toBe('three_quarters')
    expect(standing(rule({}), { disputes: 40 }, { settled: 1 })).toBe('clear')
  })
})

describe('VAMP', () => {
  const vamp = rule({ programme: 'vamp', network: 'visa', countFrom: 1_501 })

  it('measures by the same month and counts a fraud that was disputed twice, the careful way; the other count is told beside', () => {
    const figures = figuresOf(vamp, counts({ disputes: 1_000, frauds: 501, settled: 100_000 }), counts({ settled: 5 }))
    expect(figures).toMatchObject({ counted: 1_501, countedOnce: 1_000, settled: 100_000 })
    expect(standing(vamp, { disputes: 1_000, frauds: 501, settled: 100_000 })).toBe('reached')
    expect(standing(vamp, { disputes: 1_000, frauds: 500, settled: 100_000 })).toBe('three_quarters')
  })

  it('a month of disputes without a payment has no ratio that could be called low', () => {
    expect(partsOf(vamp, figuresOf(vamp, counts({ disputes: 3 }), noCounts))[0]).toMatchObject({ name: 'ratio', percent: 999 })
    expect(partsOf(vamp, figuresOf(vamp, noCounts, noCounts))[0]).toMatchObject({ name: 'ratio', value: 0, percent: 0 })
  })
})

describe('EFM', () => {
  const efm = rule({
    programme: 'efm',
    ratioBps: 50,
    countFrom: null,
    amountFromCents: 5_000_000,
    settledFrom: 1_000,
    authenticatedBelowBps: 5_000,
  })
  const before = { settled: 10_000, authenticated: 4_999 }

  it('takes all four at once: frauds alone, their amount, the payments they are measured by, and few of these authenticated', () => {
    expect(standing(efm, { disputes: 400, frauds: 50, fraudCents: 5_000_000 }, before)).toBe('reached')
    expect(standing(efm, { disputes: 400, frauds: 49, fraudCents: 5_000_000 }, before)).toBe('three_quarters')
    expect(standing(efm, { frauds: 50, fraudCents: 4_999_999 }, before)).toBe('three_quarters')
    expect(standing(efm, { frauds: 50, fraudCents: 5_000_000 }, { settled: 999, authenticated: 0 })).toBe('three_quarters')
  })

  it('half authenticated is not below half', () => {
    expect(standing(efm, { frauds: 50, fraudCents: 5_000_000 }, { settled: 10_000, authenticated: 5_000 })).toBe('three_quarters')
    expect(standing(efm, { frauds: 50, fraudCents: 5_000_000 }, { settled: 10_000, authenticated: 10_000 })).toBe('half')
  })
})

describe('months', () => {
  const months = (...said: Standing[]) => said.map((one, i) => ({ month: `2026-0${i + 1}-01`, standing: one, isOver: i < said.length - 1 }))

  it('are those of UTC', () => {
    expect(utcMonth(new Date('2026-12-31T23:30:00Z'))).toBe('2026-12-01')
    expect(utcMonth(new Date('2027-01-01T00:00:00Z'))).toBe('2027-01-01')
  })

  it('three in a row below leave a programme; one that reaches it anew begins the count again; the one that runs does not count as below', () => {
    expect(enrolment(months('clear', 'reached', 'clear', 'half', 'clear'))).toEqual({ since: '2026-02-01', monthsLeft: 1 })
    expect(enrolment(months('reached', 'clear', 'clear', 'clear', 'clear'))).toBeNull()
    expect(enrolment(months('reached', 'clear', 'clear', 'reached', 'clear'))).toEqual({ since: '2026-01-01', monthsLeft: 3 })
    expect(enrolment(months('clear', 'three_quarters'))).toBeNull()
  })
})
