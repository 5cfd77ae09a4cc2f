import { describe, expect, it } from 'vitest'
import { addDays } from '#src/kernel/calendar.ts'
import { lastOriginOver } from '#src/retention/purge.ts'
import { archivedOn, endingOf, endOf, inForceOn, type Claim, type Policy } from '#src/retention/policy.ts'

const policy = (said: Partial<Policy>): Policy => ({
  id: 'rpol_1',
  category: 'payment',
  version: 1,
  bound: 'minimum',
  period: { length: 60, unit: 'month' },
  active: null,
  origin: 'execution',
  action: 'delete',
  basis: 'x',
  source: 'x',
  confidence: 'V',
  validFrom: '2020-01-01',
  ...said,
})
const claim = (said: Partial<Policy>, origin: string | null): Claim => ({ policy: policy(said), origin })

describe('the end of a period', () => {
  it('a minimum: the day after its last; a maximum: the day itself', () => {
    expect(endOf(policy({}), '2026-03-02')).toBe('2031-03-03')
    expect(endOf(policy({ bound: 'maximum', period: { length: 13, unit: 'month' } }), '2026-03-02')).toBe('2027-04-02')
    expect(endOf(policy({ bound: 'maximum', period: { length: 90, unit: 'day' } }), '2026-03-02')).toBe('2026-05-31')
  })

  it('months from the origin: the last of a month where there is no such day, and leap years', () => {
    expect(endOf(policy({ bound: 'maximum', period: { length: 13, unit: 'month' } }), '2026-01-31')).toBe('2027-02-28')
    expect(endOf(policy({ bound: 'maximum', period: { length: 13, unit: 'month' } }), '2027-01-31')).toBe('2028-02-29')
    expect(endOf(policy({}), '2024-02-29')).toBe('2029-03-01')
    expect(endOf(policy({ bound: 'maximum', period: { length: 1, unit: 'month' } }), '2026-08-31')).toBe('2026-09-30')
  })

  it('what may not be kept at all ends at once; what follows its source has no end of its own', () => {
    expect(endOf(policy({ bound: 'never', period: null }), '2026-03-02')).toBe('2026-03-02')
    expect(endOf(policy({ bound: 'with_source', period: null }), '2026-03-02')).toBeNull()
    expect(archivedOn(policy({ active: { length: 15, unit: 'month' } }), '2026-01-31')).toBe('2027-04-30')
    expect(archivedOn(policy({}), '2026-01-31')).toBeNull()
  })
})

describe('several rules on one record', () => {
  const short = claim({ category: 'device', bound: 'maximum', period: { length: 13, unit: 'month' } }, '2026-03-02')
  const long = claim({ category: 'payment' }, '2026-03-02')
  const longer = claim({ category: 'accounting', period: { length: 120, unit: 'month' } }, '2026-12-31')

  it('the longest of the legal minimums', () =>
    expect(endingOf([short, long, longer])).toMatchObject({ on: '2037-01-01', by: { policy: { category: 'accounting' } } }))
  it('without any, the shortest of the maximums', () => {
    const other = claim({ category: 'mail', bound: 'maximum', period: { length: 12, unit: 'month' } }, '2026-03-02')
    expect(endingOf([short, other])).toMatchObject({ on: '2027-03-02', by: { policy: { category: 'mail' } } })
  })
  it('a minimum that has not begun has no end, and outlasts those that have', () =>
    expect(endingOf([short, long, claim({ category: 'merchant_file' }, null)])).toMatchObject({
      on: null,
      by: { policy: { category: 'merchant_file' } },
    }))
  it('a maximum that has not begun leaves the others', () =>
    expect(endingOf([claim({ bound: 'maximum' }, null), short])).toMatchObject({ on: '2027-04-02' }))
  it('nothing claims it: nothing is said', () => expect(endingOf([])).toBeNull())
})

describe('the version in force', () => {
  it('is the newest that has begun', () => {
    const versions = [
      policy({}),
      policy({ version: 2, validFrom: '2026-06-01', period: { length: 72, unit: 'month' } }),
      policy({ category: 'mail', version: 9, validFrom: '2026-01-01' }),
    ]
    expect(inForceOn(versions, 'payment', '2026-05-31')?.version).toBe(1)
    expect(inForceOn(versions, 'payment', '2026-06-01')?.version).toBe(2)
    expect(inForceOn(versions, 'payment', '2019-12-31')).toBeNull()
  })
})

describe('the latest origin that is over', () => {
  const bounds = ['minimum', 'maximum'] as const
  const periods = [{ length: 0, unit: 'day' }, { length: 90, unit: 'day' }, { length: 1, unit: 'month' }, { length: 12, unit: 'month' }, {
    length: 13,
    unit: 'month',
  }, { length: 60, unit: 'month' }] as const
  it.each(bounds.flatMap((bound) => periods.map((period) => [bound, period] as const)))(
    '%s, %o: its period has ended, and that of the next day has not',
    (bound, period) => {
      for (let day = '2024-02-20'; day <= '2025-03-10'; day = addDays(day, 1)) {
        const last = lastOriginOver({ bound, period }, day)!
        expect([day, endOf({ bound, period }, last)! <= day, endOf({ bound, period }, addDays(last, 1))! > day]).toEqual([day, true, true])
      }
    },
  )
  it('of what is never kept: today; of what stays with its source: none', () =>
    expect([
      lastOriginOver({ bound: 'never', period: null }, '2026-03-02'),
      lastOriginOver({ bound: 'with_source', period: null }, '2026-03-02'),
    ])
      .toEqual(['2026-03-02', null]))
})
