import { expect, test } from 'vitest'
import { endOfParisDay } from '#src/kernel/calendar.ts'
import { clockView } from '#src/web/clock-view.ts'
import type { Clock } from '#src/web/components.ts'
import { translator } from '#src/web/i18n.ts'

const clock: Clock = {
  label: 'La demande expire le',
  startedOn: '2026-11-01',
  lastDay: '2026-12-03',
  endsAt: endOfParisDay('2026-12-03'),
  isPaused: false,
  isLate: false,
  merchantDays: 18,
  ourDays: 2,
  totalDays: 30,
  daysLeft: 12,
  hoursLeft: 299,
  rungs: [{ day: 7, on: '2026-11-08', sent: true }, { day: 28, on: '2026-12-01', sent: false }],
  segments: [{ owner: 'merchant', days: 10 }, { owner: 'ours', days: 2 }, { owner: 'merchant', days: 8 }],
}
const draw = (change: Partial<Clock> = {}, now = '2026-11-21T12:00:00Z') => {
  const drawn = clockView({ ...clock, ...change }, new Date(now), 'fr', translator('fr'))
  return { ...drawn, left: drawn.left.replace(/[\u00a0\u202f]/g, ' ') }
}

test('what is left is said in words, days first, hours on the last day', () => {
  expect(draw().left).toBe('Il reste 12 jours')
  expect(draw({ daysLeft: 0, hoursLeft: 5 }).left).toBe('Il reste 5 h')
  expect(draw({ daysLeft: 0, hoursLeft: 0 }, '2026-12-03T22:50:00Z').left).toBe('Il reste 10 min')
  expect(draw({ isPaused: true })).toMatchObject({ left: 'En pause, il restera 12 jours', tone: 'neutral' })
})

test('red only when late', () => {
  expect(draw().tone).toBe('waiting')
  expect(draw({ daysLeft: 0, hoursLeft: 1 }).tone).toBe('warning')
  expect(draw({ isLate: true, daysLeft: 0, hoursLeft: 0 }, '2026-12-06T12:00:00Z')).toMatchObject({
    tone: 'bad',
    left: 'Hors délai depuis 2 jours',
  })
})

test('the bar runs from the first day to the last', () => {
  const { drawnSegments, drawnRungs, end } = draw()
  expect(end).toBe('100%')
  expect(drawnSegments).toEqual([
    { owner: 'merchant', x: '0%', width: '31.25%' },
    { owner: 'ours', x: '31.25%', width: '6.25%' },
    { owner: 'merchant', x: '37.5%', width: '25%' },
  ])
  expect(drawnRungs.map(({ x, sent }) => [x, sent])).toEqual([['21.88%', true], ['93.75%', false]])
})

test('once late it runs past its end, never so far that the days cannot be read', () => {
  expect(draw({ isLate: true }, '2027-06-01T12:00:00Z').end).toBe('66.67%')
  expect(draw({ isLate: true }, '2026-12-05T12:00:00Z').end).toBe('94.12%')
})

test('the reminders say when they left, or leave', () => {
  expect(draw().drawnRungs.map(({ text }) => text)).toEqual(['Rappel J7 envoyé le 8 nov.', 'Rappel J28 le 1er déc.'])
})
