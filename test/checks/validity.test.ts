import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths } from '#src/kernel/calendar.ts'
import { issueDaysOfNumber, lastDaysFromIssue, lastDaysFromPrinted } from '#src/checks/families/oldCard.ts'
import { make, person, verdictsOf } from './pieces.ts'

const old = (values: Record<string, string>, receivedOn: string, birth = '1960-07-13') =>
  verdictsOf(make('oldCard', {
    receivedOn,
    without: ['document_number', 'birth_date'],
    values: { ...values, birth_date: birth },
    zone: { birth_date: birth },
    declared: { person: { ...person, birthDate: birth } },
  }))
    .of('not_expired')

describe('the age of an extract (rules.md §1.2)', () => {
  it.each([['2026-01-31', '2026-04-29'], ['2025-11-30', '2026-02-27'], ['2026-08-22', '2026-11-21']])(
    'issued %s, good until %s',
    (issuedOn, last) => {
      expect(verdictsOf(make('kbis', { values: { issued_on: issuedOn }, receivedOn: last })).of('age')).toBe('pass')
      expect(verdictsOf(make('kbis', { values: { issued_on: issuedOn }, receivedOn: addDays(last, 1) })).of('age')).toBe('fail')
      expect(verdictsOf(make('kbis', { values: { issued_on: issuedOn }, receivedOn: issuedOn })).of('age')).toBe('pass')
      expect(verdictsOf(make('kbis', { values: { issued_on: issuedOn }, receivedOn: addDays(issuedOn, -1) })).why('age')).toBe(
        'issued_in_future',
      )
    },
  )

  it('a tax notice is good for this year and the last', () => {
    const notice = (issued: string) => verdictsOf(make('bill', { type: 'tax_notice', values: { issued_on: issued } })).of('age')
    expect([notice('2026-08-01'), notice('2025-01-02'), notice('2024-12-31'), notice('2026-11-23')]).toEqual([
      'pass',
      'pass',
      'fail',
      'fail',
    ])
  })
})

describe('the old card (rules.md §1.4)', () => {
  it('of an adult, 2004-01-02 to 2013-12-31: five more years', () => {
    expect(old({ issued_on: '2004-01-02' }, '2019-01-01')).toBe('pass')
    expect(old({ issued_on: '2004-01-01' }, '2018-06-01')).toBe('fail')
    expect(old({ issued_on: '2013-12-31' }, '2028-12-30')).toBe('pass')
  })

  it('on 2026-11-22, every extended card issued before 2011-11-22 is expired', () => {
    expect(old({ issued_on: '2011-11-21' }, '2026-11-22')).toBe('fail')
    expect(old({ issued_on: '2011-11-22' }, '2026-11-22')).toBe('unknown')
    expect(old({ issued_on: '2011-11-23' }, '2026-11-22')).toBe('pass')
  })

  it('of an adult from 2014 on: fifteen years are printed, and not one more', () => {
    expect(old({ issued_on: '2014-01-01', expires_on: '2028-12-31' }, '2028-12-31')).toBe('pass')
    expect(old({ issued_on: '2014-01-01', expires_on: '2028-12-31' }, '2029-01-01')).toBe('fail')
  })

  it('of a minor: ten years, no more', () => {
    expect(old({ issued_on: '2012-05-10', expires_on: '2022-05-09' }, '2022-05-09', '1998-07-13')).toBe('pass')
    expect(old({ issued_on: '2012-05-10', expires_on: '2022-05-09' }, '2022-05-10', '1998-07-13')).toBe('fail')
    expect(old({ issued_on: '2012-05-10' }, '2022-05-09', '1994-05-10')).toBe('pass')
    expect(old({ issued_on: '2012-05-10' }, '2026-11-22', '1994-05-10')).toBe('pass')
    expect(old({ issued_on: '2012-05-10' }, '2026-11-22', '1994-05-11')).toBe('fail')
  })

  it('by its printed expiry alone, as far as that is certain', () => {
    expect(old({ expires_on: '2029-06-30' }, '2026-11-22')).toBe('pass')
    // no card of an adult ever printed that
    expect(old({ expires_on: '2027-01-01' }, '2026-11-22')).toBe('unknown')
    expect(old({ expires_on: '2022-05-09' }, '2026-11-22')).toBe('pass')
    expect(old({ expires_on: '2013-05-09' }, '2026-11-22')).toBe('fail')
    expect(old({ expires_on: '2022-05-09' }, '2026-11-22', '1994-05-11')).toBe('fail')
  })

  it('by the year and month in its number', () => {
    expect(issueDaysOfNumber('880692310285')).toHaveLength(30)
    expect(issueDaysOfNumber('880692310285')[0]).toBe('1988-06-01')
    expect(issueDaysOfNumber('111175102345')).toContain('2011-11-30')
    expect(issueDaysOfNumber('251175102345')).toEqual([])
    expect(issueDaysOfNumber('131375102345')).toEqual([])
    const byNumber = (number: string) =>
      verdictsOf(make('oldCard', { values: { document_number: number }, zone: { document_number: number } })).of('not_expired')
    expect([byNumber('111075102345'), byNumber('111175102345'), byNumber('111275102345')]).toEqual(['fail', 'unknown', 'pass'])
  })

  it('nothing is known of it: nobody can tell', () => {
    expect(verdictsOf(make('oldCard', { without: ['document_number'] })).of('not_expired')).toBe('unknown')
  })

  it('knowing less never turns a fail into a pass, nor the reverse', () => {
    const day = fc.integer({ min: 0, max: 33 * 365 }).map((n) => addDays('1988-01-01', n))
    fc.assert(fc.property(day, day, (issued, birth) => {
      const exact = lastDaysFromIssue([issued], birth)!
      const month = lastDaysFromIssue([issued, addMonths(issued, 1)], null)!
      expect(month.from <= exact.from && month.to >= exact.to).toBe(true)
      const printed = lastDaysFromPrinted(addDays(addMonths(issued, 120), -1), [], null)
      expect(printed === null || printed.from <= printed.to).toBe(true)
    }))
  })
})
