import { expect, it } from 'vitest'
import { compelling, dueAfterResume, dueFrom, isLikelyToOverrun, standingOn, type KnownPayment } from '#src/resolutions/resolution.ts'

const at = (day: string, time = '12:00:00Z') => new Date(`${day}T${time}`)

it('is 30 days, the day it is engaged not counted, over months, years and changes of the hour', () => {
  for (
    const [engaged, due] of [['2026-01-31', '2026-03-02'], ['2026-03-02', '2026-04-01'], ['2026-12-15', '2027-01-14'], [
      '2028-02-01',
      '2028-03-02',
    ], ['2026-10-10', '2026-11-09']] as const
  ) expect(dueFrom(engaged)).toBe(due)
})

it('ends at midnight in Paris, not of UTC', () => {
  const clock = { due_on: '2026-04-01', suspended_on: null }
  expect(standingOn(clock, at('2026-04-01', '21:59:59Z'))).toMatchObject({ isLate: false, daysLeft: 0 })
  expect(standingOn(clock, at('2026-04-01', '22:00:00Z'))).toMatchObject({ isLate: true, daysLeft: -1 })
  expect(standingOn(clock, at('2026-03-02')).endsAt.toISOString()).toBe('2026-04-01T22:00:00.000Z')
})

it('stands still while it is suspended, and gives the days back', () => {
  const clock = { due_on: '2026-04-01', suspended_on: '2026-03-10' }
  expect(dueAfterResume(clock, '2026-03-10')).toBe('2026-04-01')
  expect(dueAfterResume(clock, '2026-03-25')).toBe('2026-04-16')
  expect(standingOn(clock, at('2026-05-01'))).toMatchObject({ dueOn: '2026-05-23', daysLeft: 22, isSuspended: true, isLate: false })
  expect(dueAfterResume({ due_on: '2026-04-01', suspended_on: null }, '2026-03-25')).toBe('2026-04-01')
})

it('says which will likely overrun: late, near its end with nothing sent, or waiting for a network that has more time', () => {
  const clock = { due_on: '2026-04-01', suspended_on: null }
  expect(isLikelyToOverrun(clock, { state: 'engaged', due_on: '2026-03-20' }, at('2026-03-24'))).toBe(false)
  expect(isLikelyToOverrun(clock, { state: 'engaged', due_on: '2026-03-20' }, at('2026-03-25'))).toBe(true)
  expect(isLikelyToOverrun(clock, { state: 'represented', due_on: '2026-03-31' }, at('2026-03-30'))).toBe(false)
  expect(isLikelyToOverrun(clock, { state: 'represented', due_on: '2026-04-20' }, at('2026-03-05'))).toBe(true)
  expect(isLikelyToOverrun(clock, { state: 'represented', due_on: '2026-03-31' }, at('2026-04-02'))).toBe(true)
  expect(isLikelyToOverrun({ ...clock, suspended_on: '2026-03-05' }, { state: 'represented', due_on: '2026-06-01' }, at('2026-05-02')))
    .toBe(false)
})

it('knows compelling evidence 3.0: two traits, one of them the network address or the device', () => {
  const one = (said: Partial<KnownPayment>): KnownPayment => ({
    id: 'p',
    capturedAt: at('2026-01-01'),
    amountCents: 1,
    currency: 'eur',
    isSameIp: false,
    isSameDevice: false,
    isSameAddress: false,
    isSameEmail: false,
    ...said,
  })
  const [yes, no] = [[one({ isSameIp: true, isSameEmail: true }), one({ isSameDevice: true, isSameIp: true })], [
    one({ isSameIp: true }),
    one({ isSameAddress: true, isSameEmail: true }),
    one({}),
  ]]
  expect(compelling([...yes, ...no])).toEqual(yes)
})
