import { describe, expect, it } from 'vitest'
import { deadlinesOf, isLate, rTypeOf, sepaLimit } from '#src/disputeRules/disputeRules.ts'

describe('the dates that bind', () => {
  const visa = { answerDays: 30, merchantDays: 23, marginDays: 7, flow: 'allocation' } as const
  const national = { answerDays: 21, merchantDays: 15, marginDays: 5, flow: 'representment' } as const
  const mastercard = { answerDays: 45, merchantDays: 38, marginDays: 7, flow: 'representment' } as const

  it('without a message: the network’s window, the merchant’s at D+15, D+23, D+38 (rules.md §4.2)', () => {
    expect(deadlinesOf(national, '2026-03-02', null)).toEqual({ dueOn: '2026-03-23', merchantDueOn: '2026-03-17' })
    expect(deadlinesOf(visa, '2026-03-02', null)).toEqual({ dueOn: '2026-04-01', merchantDueOn: '2026-03-25' })
    expect(deadlinesOf(mastercard, '2026-03-02', null)).toEqual({ dueOn: '2026-04-16', merchantDueOn: '2026-04-09' })
  })

  it('the message’s date always wins, earlier or later, week-end or not', () => {
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-22')).toEqual({ dueOn: '2026-03-22', merchantDueOn: '2026-03-15' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-05-30')).toEqual({ dueOn: '2026-05-30', merchantDueOn: '2026-05-23' })
  })

  it('leaves the merchant half of a short time', () => {
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-12')).toEqual({ dueOn: '2026-03-12', merchantDueOn: '2026-03-07' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-03')).toEqual({ dueOn: '2026-03-03', merchantDueOn: '2026-03-03' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-02-20')).toEqual({ dueOn: '2026-02-20', merchantDueOn: '2026-02-20' })
  })

  it('a returned debit has none', () =>
    expect(deadlinesOf({ ...visa, flow: 'none' }, '2026-03-02', '2026-04-02')).toEqual({
      dueOn: '2026-03-02',
      merchantDueOn: '2026-03-02',
    }))
})

describe('SEPA (rules.md §4.3)', () => {
  it('eight weeks are 56 days, thirteen months are months, a return is five interbank days', () => {
    expect(sepaLimit('2026-01-31', 'refund', true)).toBe('2026-03-28')
    expect(sepaLimit('2026-01-31', 'refund', false)).toBe('2027-02-28')
    expect(sepaLimit('2026-04-01', 'return', true)).toBe('2026-04-10')
    expect(sepaLimit('2026-04-01', 'reversal', true)).toBe('2026-04-10')
    for (const rType of ['reject', 'refusal'] as const) expect(sepaLimit('2026-04-01', rType, true)).toBe('2026-04-01')
  })

  it('MD01 is told apart by its R-type, and else by its date', () => {
    expect(rTypeOf('refund', 'MD01', '2026-04-01', '2026-04-02')).toBe('refund')
    expect(rTypeOf(null, 'MD01', '2026-04-01', '2026-04-10')).toBe('return')
    expect(rTypeOf(null, 'MD01', '2026-04-01', '2026-04-11')).toBe('refund')
    expect(rTypeOf(null, 'MD06', '2026-04-01', '2026-04-02')).toBe('refund')
  })

  it('knows what came too late', () => {
    expect(isLate({ rType: 'refund', category: 'refund_request' }, '2026-01-31', '2026-03-28')).toBe(false)
    expect(isLate({ rType: 'refund', category: 'refund_request' }, '2026-01-31', '2026-03-29')).toBe(true)
    expect(isLate({ rType: 'refund', category: 'unauthorised' }, '2026-01-31', '2027-02-28')).toBe(false)
    expect(isLate({ rType: 'refund', category: 'unauthorised' }, '2026-01-31', '2027-03-01')).toBe(true)
    expect(isLate({ rType: null, category: 'fraud' }, '2026-01-31', '2029-01-01')).toBe(false)
  })
})
